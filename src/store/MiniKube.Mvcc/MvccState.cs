using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MiniKube.Mvcc.Histories;
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

    private MvccState(Revision current, RevisionHistory history, long historyBytes)
    {
        Current = current;
        _history = history;
        HistoryBytes = historyBytes;
    }

    /// <summary>No keys, at revision 1, where etcd begins too.</summary>
    public static MvccState Empty { get; } = Restore(new Revision(1), []);

    /// <summary>The newest revision.</summary>
    public Revision Current { get; }

    /// <summary>The oldest kept revision: the last one compacted to.</summary>
    public Revision Compacted => new(Current.Value - _history.Count + 1);

    /// <summary>About how much memory the history holds that the current keys alone would not.</summary>
    public long HistoryBytes { get; }

    /// <summary>How many keys there are now.</summary>
    public int Count => Tree.Count;

    private SortedTree Tree => new(_history[_history.Count - 1].Root);

    /// <summary>A state without history, from its items in key order.</summary>
    public static MvccState Restore(Revision current, ReadOnlySpan<KeyValue> items) =>
        new(current, new RevisionHistory(new HistoryEntry(SortedTree.Build(items).Root, [])), 0);

    /// <summary>Carries out a transaction that keeps to <see cref="TransactionRules"/>.</summary>
    public Applied Apply(Transaction transaction)
    {
        var succeeded = Holds(transaction.Comparisons);
        var step = new TransactionStep(Tree, Current.Next);
        var results = step.Run(succeeded ? transaction.Success : transaction.Failure);
        var events = step.Events;
        if (events.IsEmpty)
        {
            return new Applied(this, new TransactionResult(succeeded, Current, results), events);
        }

        var history = _history.Append(new HistoryEntry(step.Tree.Root, events));
        var state = new MvccState(Current.Next, history, HistoryBytes + Weight(events));
        return new Applied(state, new TransactionResult(succeeded, state.Current, results), events);
    }

    public KeyValue? Find(ReadOnlySpan<byte> key) => Tree.Find(key);

    /// <summary>Reads a range at a kept revision.</summary>
    /// <param name="range">The keys.</param>
    /// <param name="at">From <see cref="Compacted"/> to <see cref="Current"/>.</param>
    /// <param name="limit">At most so many items; null for all.</param>
    public RangeSlice Range(KeyRange range, Revision at, int? limit)
    {
        var tree = new SortedTree(_history[Position(at)].Root);
        var (start, end) = tree.Positions(range);
        var items = tree.Slice(start, Math.Min(end - start, limit ?? int.MaxValue));
        return new RangeSlice(ImmutableCollectionsMarshal.AsImmutableArray(items), end - start);
    }

    /// <summary>The current items of so many positions in key order, from one on; fewer at the end. For walking the whole state in steps.</summary>
    public ImmutableArray<KeyValue> Page(int start, int length) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Tree.Slice(start, Math.Clamp(Count - start, 0, length)));

    /// <summary>The changes of a kept revision.</summary>
    public ImmutableArray<KeyEvent> EventsAt(Revision revision) => _history[Position(revision)].Events;

    /// <summary>Forgets what was before a kept revision.</summary>
    public MvccState Compact(Revision upTo)
    {
        var forgotten = Position(upTo);
        var bytes = HistoryBytes;
        for (var position = 0; position < forgotten; position++)
        {
            bytes -= Weight(_history[position].Events);
        }

        return new MvccState(Current, _history.Skip(forgotten), bytes);
    }

    /// <summary>The state as it was at a kept revision, with the history that it had then and is still kept.</summary>
    public MvccState Rewind(Revision to)
    {
        var kept = Position(to) + 1;
        var bytes = HistoryBytes;
        for (var position = kept; position < _history.Count; position++)
        {
            bytes -= Weight(_history[position].Events);
        }

        return new MvccState(to, _history.Take(kept), bytes);
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

    private bool Holds(ImmutableArray<Comparison> comparisons)
    {
        foreach (var comparison in comparisons)
        {
            var found = Tree.Find(comparison.Key.Bytes.Span);
            var holds = comparison switch
            {
                Comparison.ModRevisionIs revision => (found?.ModRevision ?? Revision.Zero) == revision.Expected,
                Comparison.Exists => found is not null,
                _ => throw new InvalidOperationException($"unknown comparison {comparison.GetType().Name}"),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private int Position(Revision revision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(revision, Compacted);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, Current);
        return (int)(revision.Value - Compacted.Value);
    }
}
