namespace MiniKube.Raft.Logs;

/// <summary>The end of the log that is not known to be durable: perhaps a snapshot, then entries.</summary>
internal sealed class UnstableTail(LogIndex first)
{
    private readonly List<Entry> _entries = [];

    /// <summary>The place of the first entry here, there or not; all before it is durable, but for the snapshot.</summary>
    public LogIndex First { get; private set; } = first;

    /// <summary>Takes the place of all of the durable log.</summary>
    public SnapshotMark? Snapshot { get; private set; }

    public int Count => _entries.Count;

    public LogIndex Last => First + (_entries.Count - 1);

    public Entry this[LogIndex index] => _entries[(int)(index - First)];

    public bool Holds(LogIndex index) => index >= First && index - First < _entries.Count;

    /// <summary>Adds one entry at the end.</summary>
    public void Add(in Entry entry) => _entries.Add(entry);

    /// <summary>Puts entries in their place; what stood there or behind is forgotten.</summary>
    /// <param name="entries">A message's entries.</param>
    /// <param name="skip">How many of them are in the log already.</param>
    public void Overwrite(IReadOnlyList<Entry> entries, int skip)
    {
        var from = entries[skip].Index;
        if (from <= First)
        {
            _entries.Clear();
            First = from;
        }
        else
        {
            var kept = (int)(from - First);
            _entries.RemoveRange(kept, _entries.Count - kept);
        }

        for (var i = skip; i < entries.Count; i++)
        {
            _entries.Add(entries[i]);
        }
    }

    /// <summary>Begins anew behind a snapshot.</summary>
    public void Restore(SnapshotMark snapshot)
    {
        _entries.Clear();
        Snapshot = snapshot;
        First = snapshot.Index.Next;
    }

    public void SnapshotPersisted(SnapshotMark snapshot)
    {
        if (ReferenceEquals(Snapshot, snapshot))
        {
            Snapshot = null;
        }
    }

    /// <summary>Lets go of what is durable now, unless it was overwritten in the meantime.</summary>
    public void Persisted(LogIndex last, Term term)
    {
        if (!Holds(last) || this[last].Term != term)
        {
            return;
        }

        _entries.RemoveRange(0, (int)(last - First) + 1);
        First = last.Next;
    }

    public void CopyTo(List<Entry> list) => list.AddRange(_entries);

    /// <summary>Adds entries of the closed range while they fit; returns the bytes.</summary>
    public void Read(LogIndex from, LogIndex to, long bytesMax, List<Entry> into)
    {
        long bytes = 0;
        foreach (var entry in into)
        {
            bytes += entry.Bytes;
        }

        for (var index = from; index <= to; index = index.Next)
        {
            var entry = this[index];
            bytes += entry.Bytes;
            if (bytes > bytesMax && into.Count > 0)
            {
                return;
            }

            into.Add(entry);
        }
    }
}
