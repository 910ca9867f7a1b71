using MiniKube.Raft;
using MiniKube.Store.Peers;

namespace MiniKube.Peers.Tests;

/// <summary>Counts what it takes.</summary>
internal sealed class RecordingInbox : IPeerInbox
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public void Receive(Message message) => Interlocked.Increment(ref _taken);

    public void Receive(SnapshotChunk chunk) => Interlocked.Increment(ref _taken);

    public void Receive(SnapshotAnswer answer) => Interlocked.Increment(ref _taken);

    public void ReportUnreachable(MemberId peer)
    {
    }

    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _taken);
        return ValueTask.FromResult<ReadOnlyMemory<byte>>(default);
    }
}
