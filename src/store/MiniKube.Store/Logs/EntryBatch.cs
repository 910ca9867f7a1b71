using System.Buffers;
using System.Buffers.Binary;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>
/// Entries that are written and synced together, laid out as they go to disk, so that they need no further copy.
/// Reused for batch after batch. An entry is written by <see cref="Begin"/>, the bytes, <see cref="End"/>.
/// </summary>
internal sealed class EntryBatch : IBufferWriter<byte>
{
    /// <summary>Length and term of an entry stand before its bytes.</summary>
    public const int EntryHeaderBytes = sizeof(uint) + sizeof(long);

    /// <summary>A buffer that one large batch has grown beyond this is not kept.</summary>
    private const int KeptBytesMax = 4 << 20;

    private byte[] _buffer = new byte[4096];
    private int _length = Segment.FrameHeaderBytes;
    private int _entryStart;

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>The entries with their headers.</summary>
    public Span<byte> Payload => _buffer.AsSpan(Segment.FrameHeaderBytes.._length);

    public void Clear()
    {
        if (_buffer.Length > KeptBytesMax)
        {
            _buffer = new byte[4096];
        }

        _length = Segment.FrameHeaderBytes;
        Count = 0;
    }

    public void Begin(Term term)
    {
        _entryStart = _length;
        var header = GetSpan(EntryHeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[sizeof(uint)..], term.Value);
        Advance(EntryHeaderBytes);
    }

    public void End()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_entryStart), (uint)(_length - _entryStart - EntryHeaderBytes));
        Count++;
    }

    /// <summary>The whole frame, ready to be written: header, entries, end mark, padding.</summary>
    public ReadOnlySpan<byte> Seal(LogIndex first, ulong salt)
    {
        var payloadLength = _length - Segment.FrameHeaderBytes;
        var frameLength = Segment.FrameLength(payloadLength);
        Reserve(frameLength - _length);
        var frame = _buffer.AsSpan(0, frameLength);
        frame[_length..].Clear();
        Segment.WriteFrame(frame, payloadLength, first, Count, salt);
        return frame;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_length);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }
    }
}
