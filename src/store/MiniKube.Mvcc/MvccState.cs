using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MiniKube.Mvcc.Histories;
using MiniKube.Mvcc.Leases;
using MiniKube.Mvcc.Ranges;
using MiniKube.Mvcc.Transactions;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc;

/// <summary>
/// All keys and their kept history, as a value: every change returns a new state and leaves this one as it was. The same
/// transactions give the same states. A kept revision has its own root, so that reading, forking and rewinding to it cost nothing.
/// </summary>
public sealed class MvccState
{
    /// <summary>What a kept revision costs besides its values: its path in the tree and its event.</summary>
    private const long RevisionOverheadBytes = 1024;

    private readonly RevisionHistory _history;

    private MvccState(Revision current, Revision compactedByLog, RevisionHistory history, LeaseTable leases, long historyBytes)
    {
        Current = current;
        CompactedByLog = compactedByLog;
        _history = history;
        Leases = leases;
        HistoryBytes = historyBytes;
    }

    /// <summary>No keys, at revision 1, where etcd begins too.</summary>
    public static MvccState Empty { get; } = Restore(new Revision(1), new Revision(1), [], [], 0);

    /// <summary>The newest revision.</summary>
    public Revision Current { get; }

    /// <summary>
    /// The last revision compacted to. Every member has the same, so what a transaction may ask for depends on it; a member that began with
    /// a snapshot may have less history, never more.
    /// </summary>
    public Revision CompactedByLog { get; }

    /// <summary>The oldest kept revision.</summary>
    public Revision Compacted => new(Current.Value - _history.Count + 1);

    /// <summary>The leases of now.</summary>
    public LeaseTable Leases { get; }

    /// <summary>About how much memory the history holds that the current keys alone would not.</summary>
    public long HistoryBytes { get; }

    /// <summary>How many keys there are now.</summary>
    public int Count => Tree.Count;

    private SortedTree Tree => new(_history[_history.Count - 1].Root);

    /// <summary>A state without history.</summary>
    /// <param name="current">Its revision.</param>
    /// <param name="compactedByLog">See <see cref="CompactedByLog"/>.</param>
    /// <param name="items">Its keys, in order; the lease of each is among the leases.</param>
    /// <param name="leases">Its leases.</param>
    /// <param name="leaseChanges">How many leases were granted and revoked until then.</param>
    public static MvccState Restore(
        Revision current,
        Revision compactedByLog,
        ReadOnlySpan<KeyValue> items,
        IEnumerable<(LeaseId Id, long TtlSeconds)> leases,
        long leaseChanges)
    {
        var table = LeaseTable.Restore(leases, leaseChanges, items);
        return new(current, compactedByLog, new RevisionHistory(new HistoryEntry(SortedTree.Build(items).Root, table, [])), table, 0);
    }

    /// <summary>Carries out a transaction that keeps to <see cref="TransactionRules"/>.</summary>
    public Applied Apply(Transaction transaction)
    {
        var tree = Tree;
        var succeeded = Conditions.Hold(transaction.Comparisons, tree);
        var operations = succeeded ? transaction.Success : transaction.Failure;
        var refusal = Prerequisites.Check(this, tree, operations);
        if (refusal != Refusal.None)
        {
            return new Applied(this, new TransactionResult(succeeded, Current, []) { Refusal = refusal }, []);
        }

        var step = new TransactionStep(this, tree, Current.Next);
        var results = step.Run(operations);
        var state = After(step);
        return new Applied(state, new TransactionResult(succeeded, state.Current, results), step.Events);
    }

    /// <summary>Begins a lease.</summary>
    /// <param name="lease">Its id; none: the state chooses one.</param>
    /// <param name="ttlSeconds">How long it lives without being renewed; kept here, counted elsewhere.</param>
    public LeaseChanged Grant(LeaseId lease, long ttlSeconds)
    {
        var id = lease.IsNone ? Leases.Choose() : lease;
        return Leases.Contains(id)
            ? new LeaseChanged(this, Refusal.LeaseExists, id, [])
            : new LeaseChanged(new MvccState(Current, CompactedByLog, _history, Leases.Grant(id, ttlSeconds), HistoryBytes), Refusal.None, id, []);
    }

    /// <summary>Ends a lease and deletes its keys, all at one revision.</summary>
    public LeaseChanged Revoke(LeaseId lease)
    {
        if (Leases.Find(lease) is not { } found)
        {
            return new LeaseChanged(this, Refusal.LeaseNotFound, lease, []);
        }

        var step = new TransactionStep(this, Tree, Current.Next);
        step.Revoke(found);
        var state = found.Keys.IsEmpty ? new MvccState(Current, CompactedByLog, _history, step.Leases, HistoryBytes) : After(step);
        return new LeaseChanged(state, Refusal.None, lease, step.Events);
    }

    public KeyValue? Find(ReadOnlySpan<byte> key) => Tree.Find(key);

    /// <summary>Reads a range at a kept revision.</summary>
    /// <param name="range">The keys.</param>
    /// <param name="at">From <see cref="Compacted"/> to <see cref="Current"/>.</param>
    /// <param name="limit">At most so many items; null for all.</param>
    /// <param name="selection">Which of the range's items, and in what order; null: all, by key.</param>
    public RangeSlice Range(KeyRange range, Revision at, int? limit, RangeSelection? selection = null) =>
        RangeReader.Read(new SortedTree(_history[Position(at)].Root), range, limit, selection);

    /// <summary>The current items of so many positions in key order, from one on; fewer at the end. For walking the whole state in steps.</summary>
    public ImmutableArray<KeyValue> Page(int start, int length) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Tree.Slice(start, Math.Clamp(Count - start, 0, length)));

    /// <summary>The changes of a kept revision.</summary>
    public ImmutableArray<KeyEvent> EventsAt(Revision revision) => _history[Position(revision)].Events;

    /// <summary>Whether a compaction to a revision is one; the same on every member.</summary>
    public bool CanCompact(Revision upTo) => upTo > CompactedByLog && upTo <= Current;

    /// <summary>Forgets what was before a revision to which one <see cref="CanCompact"/>.</summary>
    public MvccState Compact(Revision upTo) => Forget(upTo, upTo);

    /// <summary>The same keys without their history, which may have been compacted to less.</summary>
    public MvccState WithoutHistory() => Compacted == Current ? this : Forget(Current, CompactedByLog);

    /// <summary>The state as it was at a kept revision, with the history that it had then and is still kept.</summary>
    public MvccState Rewind(Revision to)
    {
        var kept = Position(to) + 1;
        var bytes = HistoryBytes;
        for (var position = kept; position < _history.Count; position++)
        {
            bytes -= Weight(_history[position].Events);
        }

        return new MvccState(to, CompactedByLog, _history.Take(kept), to == Current ? Leases : _history[kept - 1].Leases, bytes);
    }

    private MvccState Forget(Revision upTo, Revision compactedByLog)
    {
        var forgotten = upTo > Compacted ? Position(upTo) : 0;
        var bytes = HistoryBytes;
        for (var position = 0; position < forgotten; position++)
        {
            bytes -= Weight(_history[position].Events);
        }

        return new MvccState(Current, compactedByLog, _history.Skip(forgotten), Leases, bytes);
    }

    private static long Weight(ImmutableArray<KeyEvent> events)
    {
        if (events.IsEmpty)
        {
            return 0;
        }

        long bytes = RevisionOverheadBytes;
        foreach (var change in events)
        {
            bytes += change.Previous?.Value.Length ?? 0;
        }

        return bytes;
    }

    private MvccState After(in TransactionStep step)
    {
        var events = step.Events;
        if (events.IsEmpty)
        {
            return this;
        }

        var history = _history.Append(new HistoryEntry(step.Tree.Root, step.Leases, events));
        return new MvccState(Current.Next, CompactedByLog, history, step.Leases, HistoryBytes + Weight(events));
    }

    private int Position(Revision revision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(revision, Compacted);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, Current);
        return (int)(revision.Value - Compacted.Value);
    }
}
