using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>
/// Revisioned keys with etcd's semantics. Every engine passes the same contract suite. Members may be called by several threads.
/// A call that is cancelled may or may not have taken effect.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Applies a transaction. When this returns, the change is durable.</summary>
    /// <exception cref="StoreUnavailableException">The change could not be made durable; it may still take effect later.</exception>
    /// <exception cref="RefusedException">It needs a lease or a key that is not there.</exception>
    /// <exception cref="CompactedException">A range in it asks for a revision that is no longer kept.</exception>
    /// <exception cref="FutureRevisionException">A range in it asks for a revision that has not been reached.</exception>
    ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken);

    /// <summary>Reads keys in order at one revision. Linearizable when <see cref="RangeRequest.At"/> is zero.</summary>
    /// <exception cref="CompactedException">The revision asked for is no longer kept.</exception>
    /// <exception cref="FutureRevisionException">The revision asked for has not been reached.</exception>
    ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Every change of the range from <see cref="WatchRequest.From"/> on, in order, without gaps or repeats; a batch holds whole revisions only.
    /// Ends only by cancellation or an exception. A reader that falls behind makes the engine read history again, never buffer without bound.
    /// </summary>
    /// <exception cref="CompactedException">The reader needs a revision that is no longer kept.</exception>
    IAsyncEnumerable<WatchBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken);

    /// <summary>Forgets history before a revision; what is current at that revision stays.</summary>
    /// <exception cref="CompactedException">It was compacted to there or further before.</exception>
    /// <exception cref="FutureRevisionException">The revision has not been reached.</exception>
    ValueTask CompactAsync(Revision upTo, CancellationToken cancellationToken);

    /// <summary>The newest revision that this process has seen applied; never goes back. Cheap, not linearizable.</summary>
    Revision Applied { get; }

    /// <summary>The oldest revision that ranges and watches can still ask for.</summary>
    Revision Compacted { get; }
}
