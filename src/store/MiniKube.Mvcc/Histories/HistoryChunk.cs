namespace MiniKube.Mvcc.Histories;

/// <summary>
/// A run of revisions, appended to in place. Versions of a history share it and see only as far as their own count, so
/// a slot is written once: whoever comes second (a fork) copies the chunk.
/// </summary>
internal sealed class HistoryChunk
{
    public const int Length = 256;

    private readonly HistoryEntry[] _entries = new HistoryEntry[Length];
    private int _taken;

    public ref readonly HistoryEntry this[int slot] => ref _entries[slot];

    /// <summary>This chunk, or a copy up to the slot when another history has already used it, with the entry in it.</summary>
    public HistoryChunk With(int slot, HistoryEntry entry)
    {
        if (Interlocked.CompareExchange(ref _taken, slot + 1, slot) == slot)
        {
            _entries[slot] = entry;
            return this;
        }

        var copy = new HistoryChunk { _taken = slot + 1 };
        _entries.AsSpan(0, slot).CopyTo(copy._entries);
        copy._entries[slot] = entry;
        return copy;
    }
}
