using System.Buffers;
using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Logs;

/// <summary>
/// Reads entries of older segments, for members that lag. Goes through the frames in the order in which they were written; an entry that
/// was replaced has another term than the one that counts, and two entries of the same index and term are the same.
/// </summary>
internal sealed class LogReader(IDisk disk, List<SegmentSpan> segments, Func<LogIndex, Term?> terms)
{
    private const int WindowBytes = 256 << 10;

    private LogIndex _next;
    private long _bytesLeft;

    public void Read(LogMark mark, LogIndex from, LogIndex to, long bytesMax, List<Entry> into)
    {
        _next = from;
        _bytesLeft = bytesMax;
        var position = segments.FindIndex(segment => segment.Sequence == mark.Sequence);
        var offset = mark.Offset;
        for (; position < segments.Count && IsWanted(to, from); position++)
        {
            using var file = disk.Open(Segment.NameOf(segments[position].Sequence));
            ReadSegment(file, segments[position], offset, from, to, into);
            offset = Segment.HeaderBytes;
        }

        if (_next == from)
        {
            throw new CorruptStoreException(disk.PathOf(Segment.NameOf(mark.Sequence)), mark.Offset, $"entry {from} cannot be found any more");
        }
    }

    private bool IsWanted(LogIndex to, LogIndex from) => _next < to && (_bytesLeft > 0 || _next == from);

    private void ReadSegment(IDiskFile file, SegmentSpan segment, int offset, LogIndex from, LogIndex to, List<Entry> into)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(WindowBytes);
        var length = 0;
        var start = offset;
        try
        {
            while (offset < segment.Bytes && IsWanted(to, from))
            {
                var window = buffer.AsSpan(offset - start, Math.Max(0, length - (offset - start)));
                var needed = Needed(window, segment, offset);
                if (window.Length >= needed)
                {
                    offset += TakeFrame(window, segment, offset, to, from, into);
                    continue;
                }

                if (buffer.Length < needed)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(needed);
                }

                start = offset;
                length = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, segment.Bytes - offset)), offset);
                if (length < needed)
                {
                    throw Damaged(segment, offset);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int Needed(ReadOnlySpan<byte> window, SegmentSpan segment, int offset)
    {
        if (window.Length < Segment.FrameHeaderBytes)
        {
            return Segment.FrameHeaderBytes;
        }

        return Segment.ReadFrameHeader(window, segment.Salt, offset)?.Length ?? throw Damaged(segment, offset);
    }

    private int TakeFrame(Span<byte> window, SegmentSpan segment, int offset, LogIndex to, LogIndex from, List<Entry> into)
    {
        var header = Segment.ReadFrameHeader(window, segment.Salt, offset)!.Value;
        if (header.Last < _next || header.First >= to)
        {
            return header.Length;
        }

        if (!Segment.IsWhole(window, header, segment.Salt))
        {
            throw Damaged(segment, offset);
        }

        var payload = window.Slice(Segment.FrameHeaderBytes, header.PayloadLength);
        FrameMask.Apply(payload, header.Mask);
        var entries = new FrameEntries(header, payload);
        while (entries.MoveNext() && IsWanted(to, from))
        {
            if (entries.Index == _next && entries.Term == terms(_next))
            {
                into.Add(entries.Copy());
                _bytesLeft -= entries.Data.Length + Segment.EntryHeaderBytes;
                _next = _next.Next;
            }
        }

        return header.Length;
    }

    private CorruptStoreException Damaged(SegmentSpan segment, int offset) =>
        new(disk.PathOf(Segment.NameOf(segment.Sequence)), offset, "a record of the log is no longer as it was written");
}
