using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Encryption;

/// <summary>The store, whose values are encrypted where the configuration says so. What it does not name passes untouched.</summary>
internal sealed class EncryptingStore(IStore store, Func<EncryptedRanges> current) : IStore
{
    public Revision Applied => store.Applied;

    public Revision Compacted => store.Compacted;

    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var ranges = current();
        var result = await store.CommitAsync(Encrypt(transaction, ranges), cancellationToken);
        var results = ImmutableArray.CreateBuilder<OperationResult>(result.Results.Length);
        foreach (var one in result.Results)
        {
            results.Add(await DecryptAsync(one, ranges, cancellationToken));
        }

        return result with { Results = results.MoveToImmutable() };
    }

    public async ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        var ranges = current();
        var result = await store.RangeAsync(request, cancellationToken);
        return result.Items.IsEmpty || !ranges.Touches(request.Range)
            ? result
            : result with { Items = await DecryptAsync(result.Items, ranges, cancellationToken) };
    }

    public async IAsyncEnumerable<WatchBatch> WatchAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in store.WatchAsync(request, cancellationToken))
        {
            var ranges = current();
            yield return batch.Events.IsEmpty || !ranges.Touches(request.Range)
                ? batch
                : batch with { Events = await DecryptAsync(batch.Events, ranges, cancellationToken) };
        }
    }

    public ValueTask CompactAsync(Revision upTo, CancellationToken cancellationToken) => store.CompactAsync(upTo, cancellationToken);

    /// <summary>The store stays its caller's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Transaction Encrypt(Transaction transaction, EncryptedRanges ranges) => transaction with
    {
        Success = Encrypt(transaction.Success, ranges),
        Failure = Encrypt(transaction.Failure, ranges),
    };

    private static ImmutableArray<Operation> Encrypt(ImmutableArray<Operation> operations, EncryptedRanges ranges) => [.. operations.Select(operation => operation switch
    {
        Operation.Put { KeepsValue: false } put => ranges.Find(put.Key) is null ? put : put with { Value = ranges.Encrypt(put.Key, put.Value) },
        Operation.Nested nested => new Operation.Nested(Encrypt(nested.Transaction, ranges)),
        _ => operation,
    })];

    private static async ValueTask<OperationResult> DecryptAsync(OperationResult result, EncryptedRanges ranges, CancellationToken cancellationToken)
    {
        switch (result)
        {
            case OperationResult.Put put when ranges.Find(put.Current.Key) is not null:
                return new OperationResult.Put(await DecryptAsync(put.Previous, ranges, cancellationToken), await ranges.DecryptAsync(put.Current, cancellationToken));
            case OperationResult.Delete delete:
                return new OperationResult.Delete(await DecryptAsync(delete.Previous, ranges, cancellationToken));
            case OperationResult.Get get:
                return new OperationResult.Get(await DecryptAsync(get.Found, ranges, cancellationToken));
            case OperationResult.GetRange range:
                return new OperationResult.GetRange(range.Slice with { Items = await DecryptAsync(range.Slice.Items, ranges, cancellationToken) });
            case OperationResult.Nested nested:
                var results = ImmutableArray.CreateBuilder<OperationResult>(nested.Results.Length);
                foreach (var one in nested.Results)
                {
                    results.Add(await DecryptAsync(one, ranges, cancellationToken));
                }

                return new OperationResult.Nested(nested.Succeeded, results.MoveToImmutable());
            default:
                return result;
        }
    }

    private static async ValueTask<ImmutableArray<KeyValue>> DecryptAsync(ImmutableArray<KeyValue> items, EncryptedRanges ranges, CancellationToken cancellationToken)
    {
        var decrypted = ImmutableArray.CreateBuilder<KeyValue>(items.Length);
        foreach (var item in items)
        {
            decrypted.Add(await ranges.DecryptAsync(item, cancellationToken));
        }

        return decrypted.MoveToImmutable();
    }

    private static async ValueTask<ImmutableArray<KeyEvent>> DecryptAsync(ImmutableArray<KeyEvent> events, EncryptedRanges ranges, CancellationToken cancellationToken)
    {
        var decrypted = ImmutableArray.CreateBuilder<KeyEvent>(events.Length);
        foreach (var change in events)
        {
            decrypted.Add(change with
            {
                Current = await DecryptAsync(change.Current, ranges, cancellationToken),
                Previous = await DecryptAsync(change.Previous, ranges, cancellationToken),
            });
        }

        return decrypted.MoveToImmutable();
    }

    private static async ValueTask<KeyValue?> DecryptAsync(KeyValue? stored, EncryptedRanges ranges, CancellationToken cancellationToken) =>
        stored is null ? null : await ranges.DecryptAsync(stored, cancellationToken);
}
