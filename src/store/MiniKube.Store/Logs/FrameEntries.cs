using System.Buffers.Binary;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>Goes through the entries of a frame that has passed its checksum. The bytes of an entry are the frame's.</summary>
internal ref struct FrameEntries(FrameHeader header, ReadOnlySpan<byte> payload)
{
    private readonly LogIndex _end = header.Last.Next;
    private ReadOnlySpan<byte> _rest = payload;
    private LogIndex _next = header.First;

    public LogIndex Index { get; private set; }

    public Term Term { get; private set; }

    public EntryKind Kind { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    /// <exception cref="InvalidDataException">The frame was written by something else than this program.</exception>
    public bool MoveNext()
    {
        if (_next == _end)
        {
            return false;
        }

        var length = _rest.Length < Segment.EntryHeaderBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(_rest);
        if (length < 0 || length > _rest.Length - Segment.EntryHeaderBytes)
        {
            throw new InvalidDataException($"entry {_next} does not fit into its frame");
        }

        Term = new Term(BinaryPrimitives.ReadInt64LittleEndian(_rest[sizeof(uint)..]));
        Kind = (EntryKind)_rest[Segment.EntryHeaderBytes - 1];
        Data = _rest.Slice(Segment.EntryHeaderBytes, length);
        _rest = _rest[(Segment.EntryHeaderBytes + length)..];
        Index = _next;
        _next = _next.Next;
        return true;
    }

    /// <summary>The entry with bytes of its own.</summary>
    public readonly Entry Copy() => new(Index, Term, Kind, Data.ToArray());
}
