namespace MiniKube.Raft.Logs;

/// <summary>The whole log of a member: what its owner has persisted and the tail that is not yet.</summary>
internal sealed class LogView
{
    private readonly ILogReader _durable;
    private readonly UnstableTail _tail;

    public LogView(ILogReader durable, LogIndex committed, LogIndex applied)
    {
        _durable = durable;
        _tail = new UnstableTail(durable.Last.Next);
        Committed = LogIndex.Max(committed, applied);
        Applied = applied;
        Invariant.Holds(Committed <= durable.Last, "the log ends at {0}, before entry {1} that was known to be committed", durable.Last, Committed);
        Invariant.Holds(applied.Next >= durable.First, "the log begins at {0}, after entry {1} that must be applied next", durable.First, applied.Next);
    }

    public LogIndex Committed { get; private set; }

    /// <summary>The last that was handed over to the state machine.</summary>
    public LogIndex Applied { get; private set; }

    public LogIndex First => _tail.Snapshot is { } snapshot ? snapshot.Index.Next : _durable.First;

    public LogIndex Last => _tail.Last;

    public Term LastTerm => TermAt(Last) ?? throw new RaftInvariantException($"the term of the last entry {Last} is not known");

    /// <summary>The last entry that is durable here.</summary>
    public LogIndex Durable => _tail.First.Previous;

    /// <summary>Not durable yet.</summary>
    public SnapshotMark? PendingSnapshot => _tail.Snapshot;

    /// <summary>The newest that could be sent.</summary>
    public SnapshotMark Snapshot => _tail.Snapshot ?? _durable.Snapshot;

    public int UnstableCount => _tail.Count;

    /// <summary>Null where the entry is compacted away or not there.</summary>
    public Term? TermAt(LogIndex index)
    {
        if (_tail.Holds(index))
        {
            return _tail[index].Term;
        }

        if (index >= _tail.First)
        {
            return null;
        }

        if (_tail.Snapshot is { } snapshot)
        {
            return index == snapshot.Index ? snapshot.Term : null;
        }

        return index == LogIndex.Zero && _durable.First.Value == 1 ? Term.Zero : _durable.TermAt(index);
    }

    public bool Matches(LogIndex index, Term term) => TermAt(index) == term;

    /// <summary>Whether a candidate's log holds all that this one may have helped to commit (paper 5.4.1).</summary>
    public bool IsUpToDate(LogIndex last, Term lastTerm) => lastTerm > LastTerm || (lastTerm == LastTerm && last >= Last);

    /// <summary>Adds an entry of the own leadership.</summary>
    public void Append(in Entry entry)
    {
        Invariant.Holds(entry.Index == Last.Next, "entry {0} does not follow the last, {1}", entry.Index, Last);
        _tail.Add(entry);
    }

    /// <summary>Takes over a leader's entries from the first that is missing or different; the place before them matches.</summary>
    public void Take(IReadOnlyList<Entry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (Matches(entries[i].Index, entries[i].Term))
            {
                continue;
            }

            Invariant.Holds(entries[i].Index > Committed, "entry {0} is committed and cannot change; known to be committed: {1}", entries[i].Index, Committed);
            _tail.Overwrite(entries, i);
            return;
        }
    }

    public bool CommitTo(LogIndex index)
    {
        if (index <= Committed)
        {
            return false;
        }

        Invariant.Holds(index <= Last, "the log ends at {0}, before the committed entry {1}: was it lost?", Last, index);
        Committed = index;
        return true;
    }

    /// <summary>The last place up to the index whose term is not above the one given: where the logs may still match.</summary>
    public (LogIndex Index, Term Term) LastUpTo(LogIndex index, Term term)
    {
        for (var place = LogIndex.Min(index, Last); ; place = place.Previous)
        {
            if (TermAt(place) is not { } here)
            {
                // Compacted: it was committed, so it matches or the leader sends a snapshot.
                return (place, Term.Zero);
            }

            if (here <= term || place == LogIndex.Zero)
            {
                return (place, here);
            }
        }
    }

    public void Restore(SnapshotMark snapshot)
    {
        Invariant.Holds(snapshot.Index > Committed, "a snapshot at {0} would take the log back behind {1}", snapshot.Index, Committed);
        Committed = snapshot.Index;
        _tail.Restore(snapshot);
    }

    public void SnapshotPersisted(SnapshotMark snapshot)
    {
        _tail.SnapshotPersisted(snapshot);
        Applied = snapshot.Index;
    }

    public void Persisted(LogIndex last, Term term) => _tail.Persisted(last, term);

    public void AppliedTo(LogIndex index)
    {
        Invariant.Holds(index == Applied.Next && index <= Committed, "entry {0} is not the next to apply behind {1}", index, Applied);
        Applied = index;
    }

    public void CopyUnstable(List<Entry> into) => _tail.CopyTo(into);

    /// <summary>Whether something durable and committed waits for the state machine.</summary>
    public bool HasToApply => _tail.Snapshot is null && LogIndex.Min(Committed, Durable) > Applied;

    public void ReadToApply(long bytesMax, List<Entry> into)
    {
        if (HasToApply)
        {
            Read(Applied.Next, LogIndex.Min(Committed, Durable), bytesMax, into);
        }
    }

    /// <summary>Adds the entries of the closed range, as many as fit, but one at least. The first must not be compacted.</summary>
    public void Read(LogIndex from, LogIndex to, long bytesMax, List<Entry> into)
    {
        if (from < _tail.First)
        {
            var durableTo = LogIndex.Min(to, _tail.First.Previous);
            _durable.Read(from, durableTo, bytesMax, into);
            Invariant.Holds(into.Count > 0, "the log did not give entry {0}", from);
            if (into[^1].Index < durableTo)
            {
                return;
            }

            from = _tail.First;
        }

        _tail.Read(from, to, bytesMax, into);
    }
}
