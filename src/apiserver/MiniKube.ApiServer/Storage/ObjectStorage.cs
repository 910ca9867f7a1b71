using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Storage;

/// <summary>Objects over the store: single reads, ranges at a revision, compare-and-swap writes.</summary>
internal sealed class ObjectStorage(IStore store)
{
    public IStore Store => store;

    /// <summary>The object at a revision, or the newest when that is zero; null when there is none.</summary>
    public async ValueTask<StoredObject?> FindAsync(Key key, CancellationToken cancellationToken)
    {
        var found = await store.RangeAsync(new RangeRequest(KeyRange.Single(key)) { Limit = 1 }, cancellationToken);
        return found.Items.IsEmpty ? null : new StoredObject(found.Items[0]);
    }

    public ValueTask<RangeResult> RangeAsync(KeyRange range, Revision at, int limit, CancellationToken cancellationToken) =>
        store.RangeAsync(new RangeRequest(range) { At = at, Limit = limit }, cancellationToken);

    /// <summary>The newest revision, linearizably.</summary>
    public async ValueTask<Revision> CurrentRevisionAsync(KeyRange range, CancellationToken cancellationToken)
    {
        var found = await store.RangeAsync(new RangeRequest(range) { CountOnly = true }, cancellationToken);
        return found.At;
    }

    /// <summary>Writes an object if it is still as last seen.</summary>
    /// <param name="key">Where.</param>
    /// <param name="expected">The revision last seen; zero: there is none.</param>
    /// <param name="value">From <see cref="StoredObjectEncoder"/>.</param>
    /// <param name="batch">What goes with it.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may still happen.</param>
    public async ValueTask<WriteResult> PutAsync(
        Key key,
        Revision expected,
        ReadOnlyMemory<byte> value,
        WriteBatch? batch,
        CancellationToken cancellationToken)
    {
        var result = await CommitAsync(key, expected, new Operation.Put(key, value), batch, cancellationToken);
        return result.Succeeded
            ? new WriteResult.Written(new StoredObject(((OperationResult.Put)result.Results[0]).Current))
            : Lost(result, expected);
    }

    /// <summary>Deletes an object if it is still as last seen.</summary>
    public async ValueTask<WriteResult> DeleteAsync(StoredObject last, WriteBatch? batch, CancellationToken cancellationToken)
    {
        var delete = new Operation.Delete(KeyRange.Single(last.Key));
        var result = await CommitAsync(last.Key, last.Revision, delete, batch, cancellationToken);
        return result.Succeeded ? new WriteResult.Written(last.At(result.At)) : Lost(result, last.Revision);
    }

    private ValueTask<TransactionResult> CommitAsync(
        Key key,
        Revision expected,
        Operation operation,
        WriteBatch? batch,
        CancellationToken cancellationToken)
    {
        var isUnchanged = new Comparison.ModRevisionIs(key, expected);
        return store.CommitAsync(
            new Transaction
            {
                Comparisons = batch is null ? [isUnchanged] : [isUnchanged, .. batch.Comparisons],
                Success = batch is null ? [operation] : [operation, .. batch.Operations],
                Failure = [new Operation.Get(key)],
            },
            cancellationToken);
    }

    private static WriteResult Lost(TransactionResult result, Revision expected)
    {
        var current = ((OperationResult.Get)result.Results[0]).Found;
        return (current?.ModRevision ?? Revision.Zero) == expected
            ? new WriteResult.ClaimLost()
            : new WriteResult.Conflict(current is null ? null : new StoredObject(current));
    }
}
