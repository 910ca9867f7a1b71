using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Holds nothing; can be told to be out of reach.</summary>
internal sealed class EmptyStore : IStore
{
    public string? Fault { get; set; }

    public Revision Applied => default;

    public Revision Compacted => default;

    public ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken) =>
        throw new StoreUnavailableException("nothing is kept here");

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken) =>
        Fault is { } fault ? throw new StoreUnavailableException(fault) : ValueTask.FromResult(new RangeResult(default, [], 0));

    public async IAsyncEnumerable<WatchBatch> WatchAsync(
        WatchRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        yield break;
    }

    public ValueTask CompactAsync(Revision upTo, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
