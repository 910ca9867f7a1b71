using System.Collections.Immutable;
using MiniKube.Raft;

namespace MiniKube.Store.Peers;

/// <summary>The network of a store that is alone.</summary>
internal sealed class NoPeers : IPeers, IPeerNetwork
{
    public static readonly NoPeers Instance = new();

    private NoPeers()
    {
    }

    public IPeers Join(StoreIdentity self, IPeerInbox inbox) => this;

    public void Send(Message message)
    {
    }

    public void Send(SnapshotChunk chunk)
    {
    }

    public void Send(SnapshotAnswer answer)
    {
    }

    public ValueTask<ReadOnlyMemory<byte>> AskAsync(MemberId to, ReadOnlyMemory<byte> question, CancellationToken cancellationToken) =>
        throw new StoreUnavailableException("the store has no other members to ask");

    public void Update(ImmutableArray<StoreMember> members)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
