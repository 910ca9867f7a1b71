using MiniKube.Raft;

namespace MiniKube.Store.Peers;

/// <summary>Where what other members send is taken in. Taking never blocks: what finds no room is dropped. May be called by several threads.</summary>
public interface IPeerInbox
{
    void Receive(Message message);

    void Receive(SnapshotChunk chunk);

    void Receive(SnapshotAnswer answer);

    /// <summary>What was sent to a member did not reach it.</summary>
    void ReportUnreachable(MemberId peer);

    /// <summary>Answers what a member has asked outside of the consensus.</summary>
    /// <exception cref="StoreUnavailableException">There is no answer just now.</exception>
    ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> question, CancellationToken cancellationToken);
}
