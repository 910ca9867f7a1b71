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
    public const int HeaderBytes = 128;
    public const int BlockHeaderBytes = 8;

    /// <summary>The number in the magic.</summary>
    public const int Format = 4;

    public const int ChecksumOffset = 72;

    private const ulong Magic = 0x34504E534542554B; // "KUBESNP4"
    private const ulong MagicOfFormat3 = 0x33504E534542554B; // "KUBESNP3"
    private const int ChecksumOffsetOfFormat3 = 64;
    private const int HexDigits = 16;

    /// <summary>A snapshot from another member has this ending until the log goes on behind it.</summary>
    public const string ReceivedExtension = ".received";

    public static string NameOf(LogIndex index) => NameOf(index, Extension);

    public static string ReceivedNameOf(LogIndex index) => NameOf(index, ReceivedExtension);

    public static LogIndex? IndexOf(string name) => IndexOf(name, Extension);

    public static LogIndex? ReceivedIndexOf(string name) => IndexOf(name, ReceivedExtension);

    /// <summary>Returns the checksum that the first block goes on from.</summary>
    public static uint WriteHeader(Span<byte> zeros, SnapshotHeader header)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(zeros, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[8..], header.Index.Value);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[16..], header.Term.Value);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[24..], header.Revision.Value);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[32..], header.Compacted.Value);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[40..], header.Count);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[48..], header.LeaseCount);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[56..], header.LeaseChanges);
        BinaryPrimitives.WriteUInt64LittleEndian(zeros[64..], header.Cluster);
        var checksum = Checksum.Compute(0, zeros[..ChecksumOffset]);
        BinaryPrimitives.WriteUInt32LittleEndian(zeros[ChecksumOffset..], checksum);
        return checksum;
    }

    /// <summary>Null when the header is damaged.</summary>
    /// <param name="bytes">The header's bytes.</param>
    /// <param name="checksum">What the first block's checksum goes on from.</param>
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
            new Revision(BinaryPrimitives.ReadInt64LittleEndian(bytes[32..])),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[64..]));
    }

    /// <summary>Whether these are the bytes of a whole header of format 3, which bore no name of its cluster.</summary>
    public static bool IsOfFormat3(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes) == MagicOfFormat3
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffsetOfFormat3..]) == Checksum.Compute(0, bytes[..ChecksumOffsetOfFormat3]);

    /// <summary>Each block's checksum goes on from the block before, so that none can be missing or swapped.</summary>
    public static uint WriteBlockHeader(Span<byte> block, uint previous)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block, block.Length - BlockHeaderBytes);
        var checksum = Checksum.Compute(previous, block[BlockHeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], checksum);
        return checksum;
    }

    private static string NameOf(LogIndex index, string extension) => index.Value.ToString("x16", CultureInfo.InvariantCulture) + extension;

    private static LogIndex? IndexOf(string name, string extension) =>
        name.Length == HexDigits + extension.Length
        && name.EndsWith(extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(..^extension.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var index)
            ? new LogIndex(index)
            : null;
}
