using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>The newest entries of a log, in memory: a queue that can lose its newest end too.</summary>
internal sealed class RecentEntries
{
    private Entry[] _slots = new Entry[64];
    private int _head;
    private int _count;

    /// <summary>The first entry that is here; the one to come when none is.</summary>
    public LogIndex First { get; private set; } = new(1);

    /// <summary>The entry after the last one.</summary>
    public LogIndex End => new(First.Value + _count);

    /// <summary>How many bytes the entries hold.</summary>
    public long Bytes { get; private set; }

    public void Restart(LogIndex next)
    {
        Array.Clear(_slots);
        _head = 0;
        _count = 0;
        Bytes = 0;
        First = next;
    }

    public void Add(Entry entry)
    {
        if (_count == _slots.Length)
        {
            Grow();
        }

        _slots[(_head + _count) & (_slots.Length - 1)] = entry;
        _count++;
        Bytes += entry.Data.Length;
    }

    public Entry this[LogIndex index] => _slots[(_head + (int)(index.Value - First.Value)) & (_slots.Length - 1)];

    /// <summary>Forgets an entry and all behind it.</summary>
    public void Cut(LogIndex from)
    {
        if (from < First)
        {
            Restart(from);
        }

        while (End > from)
        {
            _count--;
            ref var slot = ref _slots[(_head + _count) & (_slots.Length - 1)];
            Bytes -= slot.Data.Length;
            slot = default;
        }
    }

    /// <summary>Forgets the oldest until no more than so many bytes are left; keeps all from an entry on.</summary>
    public void Evict(long bytesMax, LogIndex keptFrom)
    {
        while (_count > 0 && First < keptFrom && (Bytes > bytesMax || bytesMax == 0))
        {
            ref var slot = ref _slots[_head];
            Bytes -= slot.Data.Length;
            slot = default;
            _head = (_head + 1) & (_slots.Length - 1);
            _count--;
            First = First.Next;
        }
    }

    private void Grow()
    {
        var larger = new Entry[_slots.Length * 2];
        for (var position = 0; position < _count; position++)
        {
            larger[position] = _slots[(_head + position) & (_slots.Length - 1)];
        }

        _slots = larger;
        _head = 0;
    }
}
