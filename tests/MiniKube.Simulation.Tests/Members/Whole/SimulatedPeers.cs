using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Simulation.Tests.Networks;
using MiniKube.Store;
using MiniKube.Store.Peers;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>The other members as one reaches them over the simulated network: what it sends leaves after the time that its disk took.</summary>
internal sealed class SimulatedPeers(SimulatedNetwork network, MemberId self, PowerSwitch power) : IPeers
{
    public void Send(Message message) => network.Send(message, power.Spent);

    public void Send(SnapshotChunk chunk) => network.Send(self, chunk.To, power.Spent, receiver => ((WholeMember)receiver).Receive(chunk));

    public void Send(SnapshotAnswer answer) => network.Send(self, answer.To, power.Spent, receiver => ((WholeMember)receiver).Receive(answer));

    public ValueTask<ReadOnlyMemory<byte>> AskAsync(MemberId to, ReadOnlyMemory<byte> question, CancellationToken cancellationToken) =>
        throw new StoreUnavailableException("nobody is asked anything but by the consensus here");

    public void Update(ImmutableArray<StoreMember> members)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
