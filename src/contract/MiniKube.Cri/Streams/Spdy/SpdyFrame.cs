using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MiniKube.Cri.Streams.Spdy;

/// <summary>The eight bytes that begin a frame.</summary>
/// <param name="Type">Of a control frame; data has none.</param>
/// <param name="StreamId">Of a data frame; of control frames it is in the content.</param>
/// <param name="Flags">By type.</param>
/// <param name="Length">Of the content that follows, in bytes; below 16 MiB.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SpdyFrame(SpdyFrameType Type, int StreamId, byte Flags, int Length)
{
    public const int HeaderBytes = 8;

    /// <summary>The sender sends no more on the stream.</summary>
    public const byte Fin = 1;

    private const ushort Version = 3;
    private const ushort ControlBit = 0x8000;

    public bool IsFin => (Flags & Fin) != 0;

    /// <summary>The opener of a stream will not read from it.</summary>
    public bool IsUnidirectional => Type == SpdyFrameType.SynStream && (Flags & 2) != 0;

    /// <exception cref="SpdyException">It is a frame of another version.</exception>
    public static SpdyFrame Read(ReadOnlySpan<byte> header)
    {
        var first = BinaryPrimitives.ReadUInt32BigEndian(header);
        var last = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        var (flags, length) = ((byte)(last >> 24), (int)(last & 0xFFFFFF));
        if ((first >> 31) == 0)
        {
            return new SpdyFrame(SpdyFrameType.Data, (int)first, flags, length);
        }

        var version = (first >> 16) & 0x7FFF;
        return version == Version
            ? new SpdyFrame((SpdyFrameType)(first & 0xFFFF), 0, flags, length)
            : throw new SpdyException($"a frame of SPDY version {version}, not 3");
    }

    public void Write(Span<byte> header)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header, Type == SpdyFrameType.Data ? (uint)StreamId : ((uint)(ControlBit | Version) << 16) | (uint)Type);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], ((uint)Flags << 24) | (uint)Length);
    }
}
