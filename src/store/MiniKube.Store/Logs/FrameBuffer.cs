using System.Buffers.Binary;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>Entries that are written and synced together, laid out as they go to disk. Reused for frame after frame.</summary>
internal sealed class FrameBuffer
{
    /// <summary>A buffer that one large frame has grown beyond this is not kept.</summary>
    private const int KeptBytesMax = 4 << 20;

    private byte[] _buffer = new byte[4096];
    private int _length = Segment.FrameHeaderBytes;

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    public int PayloadLength => _length - Segment.FrameHeaderBytes;

    public void Clear()
    {
        if (_buffer.Length > KeptBytesMax)
        {
            _buffer = new byte[4096];
        }

        _length = Segment.FrameHeaderBytes;
        Count = 0;
    }

    public void Add(Entry entry)
    {
        var length = Segment.EntryHeaderBytes + entry.Data.Length;
        Reserve(length);
        var target = _buffer.AsSpan(_length, length);
        BinaryPrimitives.WriteInt32LittleEndian(target, entry.Data.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[sizeof(uint)..], entry.Term.Value);
        target[Segment.EntryHeaderBytes - 1] = (byte)entry.Kind;
        entry.Data.Span.CopyTo(target[Segment.EntryHeaderBytes..]);
        _length += length;
        Count++;
    }

    /// <summary>The whole frame, ready to be written: header, entries, end mark, padding. Once only: what was added lies under a mask then.</summary>
    public ReadOnlySpan<byte> Seal(LogIndex first, HardState hardState, ulong salt, int offset)
    {
        var payload = _buffer.AsSpan(Segment.FrameHeaderBytes, PayloadLength);
        var mask = FrameMask.Choose(payload, offset + Segment.FrameHeaderBytes, salt);
        FrameMask.Apply(payload, mask);
        var header = new FrameHeader(first, Count, hardState, PayloadLength, 0, mask);
        Reserve(header.Length - _length);
        var frame = _buffer.AsSpan(0, header.Length);
        frame[_length..].Clear();
        Segment.WriteFrame(frame, header, salt, offset);
        return frame;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }
    }
}
