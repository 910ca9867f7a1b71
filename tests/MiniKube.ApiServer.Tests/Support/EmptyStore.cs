using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Holds what it was given and takes nothing; can be told to be out of reach.</summary>
internal sealed class EmptyStore : IStore
{
    public string? Fault { get; set; }

    /// <summary>In key order.</summary>
    public ImmutableArray<KeyValue> Items { get; init; } = [];

    public Revision Applied => default;

    public Revision Compacted => default;

    public ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken) =>
        throw new StoreUnavailableException("nothing is kept here");

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken) =>
        Fault is { } fault ? throw new StoreUnavailableException(fault) : ValueTask.FromResult(Read(request));

    public async IAsyncEnumerable<WatchBatch> WatchAsync(
        WatchRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        yield break;
    }

    private RangeResult Read(RangeRequest request)
    {
        var found = Items.RemoveAll(item => !request.Range.Contains(item.Key));
        var limit = request.CountOnly ? 0 : request.Limit == 0 ? found.Length : Math.Min(request.Limit, found.Length);
        return new RangeResult(new Revision(1), found[..limit], found.Length);
    }

    public ValueTask CompactAsync(Revision upTo, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
