using MiniKube.Raft;

namespace MiniKube.Simulation.Tests.Members;

/// <summary>A member's disk as the core sees it: what is written in one go is there after a crash whole, or not at all.</summary>
internal sealed class SimulatedLog : ILogReader
{
    private readonly List<Entry> _entries = [];
    private Term _termBefore;
    private HardState _synced;

    public LogIndex First { get; private set; } = new(1);

    public LogIndex Last => First + (_entries.Count - 1);

    public SnapshotMark Snapshot { get; private set; } = new(LogIndex.Zero, Term.Zero, Membership.Empty);

    public KeyValueState SnapshotState { get; private set; } = new();

    public HardState HardState { get; set; }

    /// <summary>Planted bug: a snapshot leaves entries behind it that were there before.</summary>
    public bool KeepsStaleTail { get; set; }

    /// <summary>Planted bug: cutting off a tail is forgotten in a crash.</summary>
    public bool ForgetsTruncation { get; set; }

    private readonly List<Entry> _truncated = [];

    public Entry this[LogIndex index] => _entries[(int)(index - First)];

    public Term? TermAt(LogIndex index)
    {
        if (index == First.Previous)
        {
            return _termBefore;
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

    /// <summary>A cluster's first membership, as its first members find it.</summary>
    public void Found(Membership membership) => Snapshot = new SnapshotMark(LogIndex.Zero, Term.Zero, membership);

    public void Write(Ready ready, Func<LogIndex, KeyValueState> received)
    {
        HardState = ready.HardState ?? HardState;
        if (ready.MustSync)
        {
            _synced = HardState;
        }

        if (ready.Snapshot is { } snapshot)
        {
            Install(snapshot, received(snapshot.Index));
        }

        Append(ready.Entries);
    }

    /// <summary>The power is cut: what was not synced may be gone.</summary>
    public void Crash(Random chance)
    {
        if (chance.Next(2) == 0)
        {
            HardState = _synced;
        }

        if (ForgetsTruncation && _truncated.Count > 0 && _truncated[^1].Index > Last)
        {
            _entries.AddRange(_truncated.Where(entry => entry.Index > Last).ToList());
            _truncated.Clear();
        }
    }

    /// <summary>Cuts entries off that were never synced, as a disk does that lies.</summary>
    public void Lose(LogIndex last)
    {
        if (last < Last && last >= First.Previous)
        {
            _entries.RemoveRange((int)(last - First) + 1, (int)(Last - last));
        }
    }

    /// <summary>Takes a snapshot of an applied entry; keeps some of the log before it for followers that lag a little.</summary>
    public void Compact(LogIndex applied, Membership membership, KeyValueState state, int kept)
    {
        Snapshot = new SnapshotMark(applied, TermAt(applied)!.Value, membership);
        SnapshotState = state;
        var first = LogIndex.Max(First, new LogIndex(applied.Next.Value - kept));
        _termBefore = TermAt(first.Previous)!.Value;
        _entries.RemoveRange(0, (int)(first - First));
        First = first;
    }

    private void Install(SnapshotMark snapshot, KeyValueState state)
    {
        var stale = _entries.Where(entry => entry.Index > snapshot.Index).ToList();
        _entries.Clear();
        if (KeepsStaleTail)
        {
            _entries.AddRange(stale);
        }

        Snapshot = snapshot;
        SnapshotState = state;
        _termBefore = snapshot.Term;
        First = snapshot.Index.Next;
    }

    private void Append(IReadOnlyList<Entry> entries)
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

        if (ForgetsTruncation && kept < _entries.Count)
        {
            _truncated.Clear();
            _truncated.AddRange(_entries.Skip(kept));
        }

        _entries.RemoveRange(kept, _entries.Count - kept);
        _entries.AddRange(entries);
    }
}
