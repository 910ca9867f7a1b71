using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Peers;

namespace MiniKube.Store.Tests.Clusters;

/// <summary>One member's way to the others of a <see cref="LoopbackNetwork"/>.</summary>
internal sealed class LoopbackPeers(LoopbackNetwork network, MemberId self) : IPeers
{
    public void Send(Message message)
    {
        network.NewestTerm = message.Term;
        if (!network.Loses(message))
        {
            network.Find(self, message.To)?.Receive(message);
        }
    }

    public void Send(SnapshotChunk chunk) => network.Find(self, chunk.To)?.Receive(chunk);

    public void Send(SnapshotAnswer answer) => network.Find(self, answer.To)?.Receive(answer);

    public ValueTask<ReadOnlyMemory<byte>> AskAsync(MemberId to, ReadOnlyMemory<byte> question, CancellationToken cancellationToken) =>
        network.Find(self, to)?.AnswerAsync(question, cancellationToken) ?? throw new StoreUnavailableException($"member {to} cannot be reached");

    public void Update(ImmutableArray<StoreMember> members)
    {
    }

    public ValueTask DisposeAsync()
    {
        network.Leave(self);
        return ValueTask.CompletedTask;
    }
}
