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

    private const ulong Magic = 0x32504E534542554B; // "KUBESNP2"
    private const int ChecksumOffset = 48;

    /// <summary>Before leases: read still, written no more.</summary>
    private const ulong MagicWithoutLeases = 0x31504E534542554B; // "KUBESNP1"
    private const int ChecksumOffsetWithoutLeases = 40;

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
        BinaryPrimitives.WriteInt64LittleEndian(zeros[40..], header.LeaseCount);
        var checksum = Checksum.Compute(0, zeros[..ChecksumOffset]);
        BinaryPrimitives.WriteUInt32LittleEndian(zeros[ChecksumOffset..], checksum);
        return checksum;
    }

    /// <summary>Null when the header is damaged.</summary>
    /// <param name="bytes">The header's bytes.</param>
    /// <param name="checksum">What the first block's checksum goes on from.</param>
    /// <param name="hasLeases">False: written before there were leases, so that keys do not say theirs.</param>
    public static SnapshotHeader? ReadHeader(ReadOnlySpan<byte> bytes, out uint checksum, out bool hasLeases)
    {
        var magic = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        hasLeases = magic == Magic;
        var length = hasLeases ? ChecksumOffset : ChecksumOffsetWithoutLeases;
        checksum = Checksum.Compute(0, bytes[..length]);
        if (magic is not (Magic or MagicWithoutLeases) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[length..]) != checksum)
        {
            return null;
        }

        return new SnapshotHeader(
            new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])),
            new Term(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])),
            new Revision(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])),
            (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            hasLeases ? (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]) : 0);
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
