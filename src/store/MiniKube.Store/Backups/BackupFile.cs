using MiniKube.Store.Disks;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Backups;

/// <summary>A snapshot that is kept outside of any store: what <c>mkube snapshot save</c> and <c>etcdctl snapshot save</c> write.</summary>
public static class BackupFile
{
    /// <summary>Reads all of a file, and believes nothing that its checksums do not confirm.</summary>
    /// <exception cref="CorruptStoreException">It is damaged, or no snapshot of ours.</exception>
    public static Backup Read(string path)
    {
        var point = ReadPoint(path, out var bytes);
        return Backup.Of(point, bytes);
    }

    /// <summary>Writes a sealed snapshot to a file. The file is there under its name only when all of it is durable, and was read back well.</summary>
    /// <param name="path">Where; a file that is there is replaced.</param>
    /// <param name="pieces">The snapshot with its seal.</param>
    /// <param name="cancellationToken">Leaves nothing behind.</param>
    /// <exception cref="CorruptStoreException">What came is damaged or not all.</exception>
    public static async Task<Backup> WriteAsync(string path, IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        var temporary = path + DiskNames.TemporaryExtension;
        try
        {
            await WriteAllAsync(temporary, pieces, cancellationToken);
            var backup = Read(temporary);
            File.Move(temporary, path, overwrite: true);
            Platform.SyncDirectory(Path.GetDirectoryName(path)!);
            return backup;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    internal static StatePoint ReadPoint(string path, out long bytes)
    {
        using var file = new DirectoryFile(File.OpenHandle(path));
        var reader = new SnapshotReader(file, path);
        var point = reader.Read();
        SnapshotSeal.Check(file, path, reader.End);
        bytes = file.Length;
        return point;
    }

    private static async Task WriteAllAsync(string path, IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            // Secrets lie in it.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(path, options);
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            await stream.WriteAsync(piece, cancellationToken);
        }

        Platform.SyncData(stream.SafeFileHandle);
    }
}
