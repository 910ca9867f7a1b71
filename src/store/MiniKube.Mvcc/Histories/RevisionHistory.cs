using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc.Histories;

/// <summary>The kept revisions, oldest first: an immutable queue that shares its chunks with the histories before and after it.</summary>
internal readonly struct RevisionHistory
{
    private readonly HistoryChunk[] _chunks;
    private readonly int _skipped;

    private RevisionHistory(HistoryChunk[] chunks, int skipped, int count)
    {
        _chunks = chunks;
        _skipped = skipped;
        Count = count;
    }

    /// <summary>A history of one entry: a beginning.</summary>
    public RevisionHistory(HistoryEntry first)
        : this([new HistoryChunk().With(0, first)], 0, 1)
    {
    }

    public int Count { get; }

    public ref readonly HistoryEntry this[int position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Count);
            var slot = _skipped + position;
            return ref _chunks[slot / HistoryChunk.Length][slot % HistoryChunk.Length];
        }
    }

    public RevisionHistory Append(HistoryEntry entry)
    {
        var slot = _skipped + Count;
        var last = slot / HistoryChunk.Length;
        if (last == _chunks.Length)
        {
            return new RevisionHistory(Slots.Insert(_chunks, last, new HistoryChunk().With(0, entry)), _skipped, Count + 1);
        }

        var chunk = _chunks[last].With(slot % HistoryChunk.Length, entry);
        var chunks = ReferenceEquals(chunk, _chunks[last]) ? _chunks : Slots.Replace(_chunks, last, chunk);
        return new RevisionHistory(chunks, _skipped, Count + 1);
    }

    /// <summary>Without the oldest entries. Their chunk goes when the last of its entries does.</summary>
    public RevisionHistory Skip(int entries)
    {
        var skipped = _skipped + entries;
        return new RevisionHistory(_chunks[(skipped / HistoryChunk.Length)..], skipped % HistoryChunk.Length, Count - entries);
    }

    /// <summary>Only the oldest entries.</summary>
    public RevisionHistory Take(int entries)
    {
        var last = (_skipped + entries - 1) / HistoryChunk.Length;
        return new RevisionHistory(_chunks[..(last + 1)], _skipped, entries);
    }
}
