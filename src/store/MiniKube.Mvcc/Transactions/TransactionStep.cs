using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MiniKube.Mvcc.Leases;
using MiniKube.Mvcc.Ranges;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc.Transactions;

/// <summary>One branch of a transaction while it is carried out, operation by operation.</summary>
internal ref struct TransactionStep(MvccState before, SortedTree tree, Revision at)
{
    private readonly SortedTree _treeBefore = tree;
    private KeyEvent[] _events = [];
    private int _eventCount;

    public SortedTree Tree { get; private set; } = tree;

    public LeaseTable Leases { get; private set; } = before.Leases;

    public readonly ImmutableArray<KeyEvent> Events =>
        ImmutableCollectionsMarshal.AsImmutableArray(_eventCount == _events.Length ? _events : _events[.._eventCount]);

    public ImmutableArray<OperationResult> Run(ImmutableArray<Operation> operations)
    {
        if (operations.IsEmpty)
        {
            return [];
        }

        var results = new OperationResult[operations.Length];
        for (var position = 0; position < results.Length; position++)
        {
            results[position] = operations[position] switch
            {
                Operation.Put put => Put(put, operations.Length),
                Operation.Delete delete => Delete(delete.Range),
                Operation.Get get => new OperationResult.Get(Tree.Find(get.Key.Bytes.Span)),
                Operation.GetRange range => Read(range),
                Operation.Nested nested => Run(nested.Transaction),
                var unknown => throw new InvalidOperationException($"unknown operation {unknown.GetType().Name}"),
            };
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(results);
    }

    /// <summary>Ends a lease and deletes its keys.</summary>
    public void Revoke(Lease lease)
    {
        Leases = Leases.Revoke(lease.Id);
        foreach (var key in lease.Keys)
        {
            Tree = Tree.Remove(key.Bytes.Span, out var removed);
            Add(new KeyEvent(KeyEventType.Delete, removed!.Key, at, null, removed), lease.Keys.Count);
        }
    }

    private OperationResult.Nested Run(Transaction nested)
    {
        var succeeded = Conditions.Hold(nested.Comparisons, _treeBefore);
        return new OperationResult.Nested(succeeded, Run(succeeded ? nested.Success : nested.Failure));
    }

    private OperationResult.Put Put(Operation.Put put, int operationCount)
    {
        var existing = Tree.Find(put.Key.Bytes.Span);
        var lease = put.KeepsLease ? existing!.Lease : put.Lease;

        // The key's bytes are kept as they came first, so that the versions of a key share them.
        var current = existing is null
            ? new KeyValue(put.Key, put.Value, at, at, 1, lease)
            : new KeyValue(
                existing.Key, put.KeepsValue ? existing.Value : put.Value, existing.CreateRevision, at, existing.Version + 1, lease);
        Tree = Tree.Put(current, out var previous);
        Move(current.Key, previous?.Lease ?? LeaseId.None, lease);
        Add(new KeyEvent(KeyEventType.Put, current.Key, at, current, previous), operationCount);
        return new OperationResult.Put(previous, current);
    }

    private OperationResult.Delete Delete(KeyRange range)
    {
        var (start, end) = Tree.Positions(range);
        var gone = Tree.Slice(start, end - start);
        foreach (var item in gone)
        {
            Tree = Tree.Remove(item.Key.Bytes.Span, out _);
            Move(item.Key, item.Lease, LeaseId.None);
            Add(new KeyEvent(KeyEventType.Delete, item.Key, at, null, item), gone.Length);
        }

        return new OperationResult.Delete(ImmutableCollectionsMarshal.AsImmutableArray(gone));
    }

    private readonly OperationResult.GetRange Read(Operation.GetRange range)
    {
        int? limit = range.CountOnly ? 0 : range.Limit == 0 ? null : range.Limit;
        if (range.At != Revision.Zero && range.At < before.Compacted)
        {
            // Others have it still, and nobody waits for the answer of a member that has not.
            return new OperationResult.GetRange(new RangeSlice([], 0, false));
        }

        return new OperationResult.GetRange(range.At == Revision.Zero
            ? RangeReader.Read(Tree, range.Range, limit, range.Selection)
            : before.Range(range.Range, range.At, limit, range.Selection));
    }

    private void Move(Key key, LeaseId from, LeaseId to)
    {
        if (from == to)
        {
            return;
        }

        if (!from.IsNone)
        {
            Leases = Leases.Detach(from, key);
        }

        if (!to.IsNone)
        {
            Leases = Leases.Attach(to, key);
        }
    }

    private void Add(KeyEvent change, int expected)
    {
        if (_eventCount == _events.Length)
        {
            Array.Resize(ref _events, _eventCount + Math.Max(expected, _eventCount));
        }

        _events[_eventCount++] = change;
    }
}
