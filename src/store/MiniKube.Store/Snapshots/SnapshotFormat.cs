using System.Buffers.Binary;
using System.Globalization;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Logs;

namespace MiniKube.Store.Snapshots;

/// <summary>How a snapshot is laid out; see docs/store-format.md.</summary>
internal static class SnapshotFormat
{
    public const string Extension = ".snap";
    public const int HeaderBytes = 64;
    public const int BlockHeaderBytes = 8;

    private const ulong Magic = 0x31504E534542554B; // "KUBESNP1"
    private const int ChecksumOffset = 40;

    public static string NameOf(LogIndex index) => index.Value.ToString("x16", CultureInfo.InvariantCulture) + Extension;

    public static LogIndex? IndexOf(string name) =>
        name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(..^Extension.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var index)
            ? new LogIndex(index)
            : null;

    /// <summary>Returns the checksum that the first block goes on from.</summary>
    public static uint WriteHeader(Span<byte> zeros, SnapshotHeader header)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(zeros, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[8..], header.Index.Value);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[16..], header.Term.Value);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[24..], header.Revision.Value);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[32..], header.Count);
        var checksum = Checksum.Compute(0, zeros[..ChecksumOffset]);
        BinaryPrimitives.WriteUInt32LittleEndian(zeros[ChecksumOffset..], checksum);
        return checksum;
    }

    /// <summary>Null when the header is damaged.</summary>
    public static SnapshotHeader? ReadHeader(ReadOnlySpan<byte> bytes, out uint checksum)
    {
        checksum = Checksum.Compute(0, bytes[..ChecksumOffset]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != checksum)
        {
            return null;
        }

        return new SnapshotHeader(
            new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])),
            new Term(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])),
            new Revision(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])),
            (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));
    }

    /// <summary>Each block's checksum goes on from the block before, so that none can be missing or swapped.</summary>
    public static uint WriteBlockHeader(Span<byte> block, uint previous)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block, block.Length - BlockHeaderBytes);
        var checksum = Checksum.Compute(previous, block[BlockHeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], checksum);
        return checksum;
    }
}
