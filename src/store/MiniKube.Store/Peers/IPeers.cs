using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Metrics;

namespace MiniKube.Store.Peers;

/// <summary>The way to the other members. Never blocks, holds no more than it has room for, and may lose anything.</summary>
public interface IPeers : IAsyncDisposable
{
    void Send(Message message);

    void Send(SnapshotChunk chunk);

    void Send(SnapshotAnswer answer);

    /// <summary>Asks a member something outside of the consensus; its answer, or a <see cref="StoreUnavailableException"/> when it cannot be had.</summary>
    ValueTask<ReadOnlyMemory<byte>> AskAsync(MemberId to, ReadOnlyMemory<byte> question, CancellationToken cancellationToken);

    /// <summary>Who belongs to the cluster and where to reach them, from now on.</summary>
    void Update(ImmutableArray<StoreMember> members);

    /// <summary>How long the way to each member and back takes, for those ways that are measured.</summary>
    ImmutableSortedDictionary<MemberId, LatencySnapshot> RoundTrips => ImmutableSortedDictionary<MemberId, LatencySnapshot>.Empty;
}
