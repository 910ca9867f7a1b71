using System.Buffers.Binary;
using System.Globalization;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>How a log file is laid out; see docs/store-format.md.</summary>
internal static class Segment
{
    public const string Extension = ".log";
    public const int HeaderBytes = 128;
    public const int FrameHeaderBytes = 64;

    /// <summary>A frame's header never crosses a sector, so a torn write leaves it whole or not there at all.</summary>
    public const int FrameAlignment = 64;

    /// <summary>What a disk writes as one.</summary>
    public const int SectorBytes = 512;

    /// <summary>No segment is made longer.</summary>
    public const int BytesMax = 1 << 30;

    /// <summary>Length, term and kind of an entry stand before its bytes.</summary>
    public const int EntryHeaderBytes = sizeof(uint) + sizeof(long) + sizeof(byte);

    /// <summary>The number in the magic.</summary>
    public const int Format = 4;

    private const ulong MagicOfFormat0 = 0x30474F4C4542554B; // "KUBELOG0"
    private const ulong Magic = MagicOfFormat0 + ((ulong)Format << FormatShift); // "KUBELOG4"
    private const int FormatShift = 56;
    private const int FormatMax = 9;
    private const uint FrameMagic = 0x454D5246; // "FRME"
    private const uint EndMark = 0x21444E45; // "END!"
    private const int EndMarkBytes = sizeof(uint);
    private const int HexDigits = 16;
    private const int ChecksumOffset = 96;
    private const int FrameMaskOffset = 48;
    private const int FrameChecksumOffset = FrameHeaderBytes - sizeof(uint);

    public static string NameOf(long sequence) => sequence.ToString("x16", CultureInfo.InvariantCulture) + Extension;

    public static long? SequenceOf(string name) =>
        name.Length == HexDigits + Extension.Length
        && name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(..^Extension.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : null;

    /// <summary>The longest entry that a segment of a length can take.</summary>
    public static int EntryBytesMax(int segmentBytes) =>
        segmentBytes - HeaderBytes - FrameHeaderBytes - EntryHeaderBytes - EndMarkBytes - FrameAlignment;

    public static int FrameLength(int payloadLength) =>
        (FrameHeaderBytes + payloadLength + EndMarkBytes + FrameAlignment - 1) / FrameAlignment * FrameAlignment;

    public static void WriteHeader(Span<byte> zeros, SegmentHeader header)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(zeros, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[8..], header.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[16..], header.First.Value);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[24..], header.PreviousTerm.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(zeros[32..], header.Salt);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[40..], header.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(zeros[48..], header.Identity.Cluster);
        BinaryPrimitives.WriteUInt64LittleEndian(zeros[56..], header.Identity.Member.Value);
        WriteHardState(zeros[64..], header.HardState);
        zeros[88] = header.IsRestart ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(zeros[ChecksumOffset..], Checksum.Compute(0, zeros[..ChecksumOffset]));
    }

    /// <summary>Null when the header is damaged.</summary>
    public static SegmentHeader? ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Checksum.Compute(0, bytes[..ChecksumOffset])
            || BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]) is < HeaderBytes or > BytesMax)
        {
            return null;
        }

        return new SegmentHeader
        {
            Sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            First = new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])),
            PreviousTerm = new Term(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])),
            Salt = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            Length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            Identity = new StoreIdentity(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]), new MemberId(BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]))),
            HardState = ReadHardState(bytes[64..]),
            IsRestart = bytes[88] != 0,
        };
    }

    /// <summary>The format of a whole header of another build; null when it is none.</summary>
    public static int? OtherFormat(ReadOnlySpan<byte> bytes)
    {
        var format = (BinaryPrimitives.ReadUInt64LittleEndian(bytes) - MagicOfFormat0) >> FormatShift;
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) == MagicOfFormat0 + (format << FormatShift)
            && format is <= FormatMax and not Format
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) == Checksum.Compute(0, bytes[..ChecksumOffset])
                ? (int)format
                : null;
    }

    /// <summary>Completes a frame whose payload is in its place, under its mask: header before it, end mark behind it.</summary>
    /// <param name="frame">Where it is made.</param>
    /// <param name="header">What stands before the payload.</param>
    /// <param name="salt">The segment's.</param>
    /// <param name="offset">Where in the segment the frame will stand: it counts nowhere else.</param>
    public static void WriteFrame(Span<byte> frame, FrameHeader header, ulong salt, int offset)
    {
        frame[..FrameHeaderBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(frame, FrameMagic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], header.PayloadLength);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], header.First.Value);
        BinaryPrimitives.WriteInt32LittleEndian(frame[16..], header.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(
            frame[20..], Checksum.Compute((uint)salt, frame.Slice(FrameHeaderBytes, header.PayloadLength)));
        WriteHardState(frame[24..], header.HardState);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[FrameMaskOffset..], header.Mask);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[FrameChecksumOffset..], FrameChecksum(frame, salt, offset));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[(FrameHeaderBytes + header.PayloadLength)..], EndMark);
    }

    /// <summary>Null when no whole header of this segment stands here.</summary>
    /// <param name="bytes">From here on.</param>
    /// <param name="salt">The segment's.</param>
    /// <param name="offset">Where in the segment that is.</param>
    public static FrameHeader? ReadFrameHeader(ReadOnlySpan<byte> bytes, ulong salt, int offset)
    {
        if (bytes.Length < FrameHeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != FrameMagic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[FrameChecksumOffset..]) != FrameChecksum(bytes, salt, offset)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) is < 0 or > BytesMax
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]) < 0)
        {
            return null;
        }

        return new FrameHeader(
            new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            ReadHardState(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[FrameMaskOffset..]));
    }

    /// <summary>Whether the frame that the header describes is there as it was written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> frame, FrameHeader header, ulong salt) =>
        frame.Length >= header.Length
        && header.PayloadChecksum == Checksum.Compute((uint)salt, frame.Slice(FrameHeaderBytes, header.PayloadLength));

    /// <summary>Whether the frame's last byte was never written.</summary>
    public static bool HasNoEnd(ReadOnlySpan<byte> frame, FrameHeader header) =>
        frame[FrameHeaderBytes + header.PayloadLength + EndMarkBytes - 1] == 0;

    private static void WriteHardState(Span<byte> bytes, HardState state)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, state.Term.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], state.VotedFor.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], state.Committed.Value);
    }

    private static HardState ReadHardState(ReadOnlySpan<byte> bytes) => new(
        new Term(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        new MemberId(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])),
        new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])));

    private static uint FrameChecksum(ReadOnlySpan<byte> frame, ulong salt, int offset) =>
        Checksum.Compute((uint)(salt >> 32) ^ (uint)offset, frame[..FrameChecksumOffset]);
}
