namespace MiniKube.Raft.Tests.Clusters;

/// <summary>A log that is durable at once.</summary>
internal sealed class MemoryLog : ILogReader
{
    private readonly List<Entry> _entries = [];

    public LogIndex First { get; private set; } = new(1);

    public LogIndex Last => First + (_entries.Count - 1);

    public SnapshotMark Snapshot { get; private set; } = new(LogIndex.Zero, Term.Zero, Membership.Empty);

    public HardState HardState { get; set; }

    public IReadOnlyList<Entry> Entries => _entries;

    public Entry this[LogIndex index] => _entries[(int)(index - First)];

    public Term? TermAt(LogIndex index)
    {
        if (index == First.Previous)
        {
            return Snapshot.Index == index ? Snapshot.Term : null;
        }

        return index >= First && index <= Last ? this[index].Term : null;
    }

    public void Read(LogIndex from, LogIndex to, long bytesMax, List<Entry> into)
    {
        long bytes = 0;
        for (var index = from; index <= to; index = index.Next)
        {
            bytes += this[index].Bytes;
            if (bytes > bytesMax && index > from)
            {
                return;
            }

            into.Add(this[index]);
        }
    }

    /// <summary>Does what a Ready asks of a disk.</summary>
    public void Persist(Ready ready)
    {
        HardState = ready.HardState ?? HardState;
        if (ready.Snapshot is { } snapshot)
        {
            Restart(snapshot);
        }

        Append(ready.Entries);
    }

    public void Append(IReadOnlyList<Entry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var kept = (int)(entries[0].Index - First);
        if (kept < 0 || kept > _entries.Count)
        {
            throw new InvalidOperationException($"entry {entries[0].Index} leaves a gap behind {Last}");
        }

        _entries.RemoveRange(kept, _entries.Count - kept);
        _entries.AddRange(entries);
    }

    /// <summary>Keeps nothing but a snapshot.</summary>
    public void Restart(SnapshotMark snapshot)
    {
        _entries.Clear();
        Snapshot = snapshot;
        First = snapshot.Index.Next;
    }

    /// <summary>Takes a snapshot of an applied entry and forgets the log up to it.</summary>
    public void Compact(LogIndex to, Membership membership)
    {
        Snapshot = new SnapshotMark(to, TermAt(to)!.Value, membership);
        _entries.RemoveRange(0, (int)(to - First) + 1);
        First = to.Next;
    }
}
