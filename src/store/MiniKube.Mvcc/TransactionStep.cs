using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc;

/// <summary>One branch of a transaction while it is carried out, operation by operation.</summary>
internal ref struct TransactionStep(SortedTree tree, Revision at)
{
    private KeyEvent[] _events = [];
    private int _eventCount;

    public SortedTree Tree { get; private set; } = tree;

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
                var unknown => throw new InvalidOperationException($"unknown operation {unknown.GetType().Name}"),
            };
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(results);
    }

    public readonly ImmutableArray<KeyEvent> Events =>
        ImmutableCollectionsMarshal.AsImmutableArray(_eventCount == _events.Length ? _events : _events[.._eventCount]);

    private OperationResult.Put Put(Operation.Put put, int operationCount)
    {
        var existing = Tree.Find(put.Key.Bytes.Span);

        // The key's bytes are kept as they came first, so that the versions of a key share them.
        var current = existing is null
            ? new KeyValue(put.Key, put.Value, at, at, 1)
            : new KeyValue(existing.Key, put.Value, existing.CreateRevision, at, existing.Version + 1);
        Tree = Tree.Put(current, out var previous);
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
            Add(new KeyEvent(KeyEventType.Delete, item.Key, at, null, item), gone.Length);
        }

        return new OperationResult.Delete(ImmutableCollectionsMarshal.AsImmutableArray(gone));
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
