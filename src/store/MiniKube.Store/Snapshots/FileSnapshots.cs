using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Snapshots;

/// <summary>The snapshots of a disk. One is enough; a second is there only between a new one's birth and the old one's end.</summary>
internal sealed partial class FileSnapshots(IDisk disk, ILogger logger)
{
    /// <summary>How many bytes the newest snapshot has; 0 for none.</summary>
    public long NewestBytes { get; private set; }

    /// <summary>Reads the newest snapshot that is whole; the beginning of all when there is none.</summary>
    /// <exception cref="CorruptStoreException">None is whole.</exception>
    public (LogIndex Index, MvccState State) Load()
    {
        CorruptStoreException? newest = null;
        foreach (var name in Names().OrderDescending())
        {
            try
            {
                using var file = disk.Open(name);
                var (header, state) = new SnapshotReader(file, disk.PathOf(name)).Read();
                NewestBytes = file.Length;
                return (header.Index, state);
            }
            catch (CorruptStoreException exception)
            {
                LogDamaged(logger, exception);
                newest ??= exception;
            }
        }

        return newest is null ? (default, MvccState.Empty) : throw newest;
    }

    public void Write(LogIndex index, MvccState state, CancellationToken cancellationToken)
    {
        NewestBytes = SnapshotWriter.Write(disk, index, Term.First, state, cancellationToken);
        LogWritten(logger, state.Current, state.Count, NewestBytes);
    }

    public void DeleteBefore(LogIndex index)
    {
        foreach (var name in Names().Where(name => SnapshotFormat.IndexOf(name) < index))
        {
            disk.Delete(name);
        }
    }

    private IEnumerable<string> Names() => disk.List().Where(name => SnapshotFormat.IndexOf(name) is not null);

    [LoggerMessage(30, LogLevel.Information, "Wrote a snapshot of revision {Revision}: {Count} keys, {Bytes} bytes")]
    private static partial void LogWritten(ILogger logger, Revision revision, int count, long bytes);

    [LoggerMessage(31, LogLevel.Error, "A snapshot is damaged; an older one may do")]
    private static partial void LogDamaged(ILogger logger, Exception exception);
}
