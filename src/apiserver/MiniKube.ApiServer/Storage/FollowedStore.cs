using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Storage;

/// <summary>The store, which tells followers of what is written through it before the writer hears that it is done.</summary>
internal sealed class FollowedStore(IStore store, ImmutableArray<StoreFollower> followers) : IStore
{
    public Revision Applied => store.Applied;

    public Revision Compacted => store.Compacted;

    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(transaction, cancellationToken);
        foreach (var operation in result.Succeeded ? transaction.Success : transaction.Failure)
        {
            Tell(operation, result.At);
        }

        return result;
    }

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken) => store.RangeAsync(request, cancellationToken);

    public IAsyncEnumerable<WatchBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken) => store.WatchAsync(request, cancellationToken);

    public ValueTask CompactAsync(Revision upTo, CancellationToken cancellationToken) => store.CompactAsync(upTo, cancellationToken);

    /// <summary>The store stays its owner's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Tell(Operation operation, Revision at)
    {
        if (operation is not (Operation.Put or Operation.Delete))
        {
            return;
        }

        var key = operation is Operation.Put put ? put.Key : ((Operation.Delete)operation).Range.Start;
        foreach (var follower in followers)
        {
            if (follower.Range.Contains(key))
            {
                follower.Expect(at);
            }
        }
    }
}
