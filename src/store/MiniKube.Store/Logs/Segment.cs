using System.Buffers.Binary;
using System.Globalization;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>How a log file is laid out; see docs/store-format.md.</summary>
internal static class Segment
{
    public const string Extension = ".log";
    public const int HeaderBytes = 64;
    public const int FrameHeaderBytes = 32;

    /// <summary>A frame's header never crosses a sector, so a torn write leaves it whole or not there at all.</summary>
    public const int FrameAlignment = 32;

    /// <summary>What a disk writes as one.</summary>
    public const int SectorBytes = 512;

    private const ulong Magic = 0x31474F4C4542554B; // "KUBELOG1"
    private const uint FrameMagic = 0x454D5246; // "FRME"
    private const uint EndMark = 0x21444E45; // "END!"
    private const int EndMarkBytes = sizeof(uint);

    public static string NameOf(LogIndex first) => first.Value.ToString("x16", CultureInfo.InvariantCulture) + Extension;

    public static LogIndex? IndexOf(string name) =>
        name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(..^Extension.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var first)
            ? new LogIndex(first)
            : null;

    public static int FrameLength(int payloadLength) =>
        (FrameHeaderBytes + payloadLength + EndMarkBytes + FrameAlignment - 1) / FrameAlignment * FrameAlignment;

    public static void WriteHeader(Span<byte> zeros, SegmentHeader header)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(zeros, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[8..], header.First.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(zeros[16..], header.Salt);
        BinaryPrimitives.WriteInt64LittleEndian(zeros[24..], header.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(zeros[32..], Checksum.Compute(0, zeros[..32]));
    }

    /// <summary>Null when the header is damaged.</summary>
    public static SegmentHeader? ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]) != Checksum.Compute(0, bytes[..32]))
        {
            return null;
        }

        return new SegmentHeader(
            new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
    }

    public static void WriteFrame(Span<byte> frame, int payloadLength, LogIndex first, int count, ulong salt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, FrameMagic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], payloadLength);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], first.Value);
        BinaryPrimitives.WriteInt32LittleEndian(frame[16..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[20..], Checksum.Compute((uint)salt, frame.Slice(FrameHeaderBytes, payloadLength)));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[24..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[28..], HeaderChecksum(frame, salt));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[(FrameHeaderBytes + payloadLength)..], EndMark);
    }

    /// <summary>Null when no whole header of this segment stands here.</summary>
    public static FrameHeader? ReadFrameHeader(ReadOnlySpan<byte> bytes, ulong salt)
    {
        if (bytes.Length < FrameHeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != FrameMagic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != HeaderChecksum(bytes, salt))
        {
            return null;
        }

        return new FrameHeader(
            new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]));
    }

    /// <summary>Whether the frame that the header describes is there as it was written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> frame, FrameHeader header, ulong salt) =>
        frame.Length >= header.Length
        && header.PayloadChecksum == Checksum.Compute((uint)salt, frame.Slice(FrameHeaderBytes, header.PayloadLength));

    /// <summary>Whether the frame's last byte was never written.</summary>
    public static bool HasNoEnd(ReadOnlySpan<byte> frame, FrameHeader header) =>
        frame[FrameHeaderBytes + header.PayloadLength + EndMarkBytes - 1] == 0;

    private static uint HeaderChecksum(ReadOnlySpan<byte> frame, ulong salt) => Checksum.Compute((uint)(salt >> 32), frame[..28]);
}
