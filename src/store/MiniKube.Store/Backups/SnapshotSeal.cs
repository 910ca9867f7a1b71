using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Backups;

/// <summary>What stands behind a snapshot that leaves its store, as etcd's tools know it: zeros up to a whole sector, and a SHA-256 of all before it.</summary>
internal static class SnapshotSeal
{
    private const int SectorBytes = 512;
    private const int ReadBytes = 1 << 20;

    /// <summary>A snapshot with its seal, piece by piece.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> AppendAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        await foreach (var piece in snapshot.WithCancellation(cancellationToken))
        {
            hash.AppendData(piece.Span);
            length += piece.Length;
            yield return piece;
        }

        var padding = new byte[PaddingOf(length)];
        hash.AppendData(padding);
        if (padding.Length > 0)
        {
            yield return padding;
        }

        yield return hash.GetHashAndReset();
    }

    /// <summary>Checks what stands behind a snapshot: a seal that fits, or nothing, as with a file out of a store's directory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name.</param>
    /// <param name="end">Where the snapshot itself ends.</param>
    /// <exception cref="CorruptStoreException">There is something else.</exception>
    public static void Check(IDiskFile file, string path, long end)
    {
        if (file.Length == end)
        {
            return;
        }

        var sealedLength = end + PaddingOf(end);
        if (file.Length != sealedLength + SHA256.HashSizeInBytes)
        {
            throw new CorruptStoreException(path, end, "what stands behind the snapshot is not its SHA-256; the file is cut off, or something was added");
        }

        var expected = new byte[SHA256.HashSizeInBytes];
        _ = file.Read(expected, sealedLength);
        if (!HashUpTo(file, sealedLength).AsSpan().SequenceEqual(expected))
        {
            throw new CorruptStoreException(path, sealedLength, "the SHA-256 does not fit what stands before it");
        }
    }

    private static int PaddingOf(long length) => (int)((SectorBytes - (length % SectorBytes)) % SectorBytes);

    private static byte[] HashUpTo(IDiskFile file, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ReadBytes];
        for (long position = 0; position < length;)
        {
            var read = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - position)), position);
            hash.AppendData(buffer, 0, read);
            position += read;
        }

        return hash.GetHashAndReset();
    }
}
