using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Peers;

namespace MiniKube.Store.Tests.Fuzzing;

/// <summary>Keeps the newest answer about a snapshot.</summary>
internal sealed class AnsweredPeers : IPeers
{
    public SnapshotAnswer? Newest { get; private set; }

    public void Send(Message message)
    {
    }

    public void Send(SnapshotChunk chunk)
    {
    }

    public void Send(SnapshotAnswer answer) => Newest = answer;

    public ValueTask<ReadOnlyMemory<byte>> AskAsync(MemberId to, ReadOnlyMemory<byte> question, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Update(ImmutableArray<StoreMember> members)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
