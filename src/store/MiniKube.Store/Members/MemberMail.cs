using System.Threading.Channels;
using MiniKube.Raft;
using MiniKube.Store.Peers;
using MiniKube.Store.Questions;

namespace MiniKube.Store.Members;

/// <summary>What other members have sent and the loop has not seen yet. Bounded; what finds no room is lost, as on any network.</summary>
internal sealed class MemberMail(LoopSignal signal, LeaderDesk desk) : IPeerInbox
{
    private const int MessagesMax = 4096;

    /// <summary>So that proposals and ticks get their turn.</summary>
    private const int DeliveredAtOnceMax = 1024;

    private readonly Channel<object> _letters = Channel.CreateBounded<object>(
        new BoundedChannelOptions(MessagesMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Receive(Message message) => Add(message);

    public void Receive(SnapshotChunk chunk) => Add(chunk);

    public void Receive(SnapshotAnswer answer) => Add(answer);

    public void ReportUnreachable(MemberId peer) => Add(peer);

    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> question, CancellationToken cancellationToken) =>
        desk.AnswerAsync(question, cancellationToken);

    /// <summary>Hands over what is there.</summary>
    public void Deliver(Member member)
    {
        for (var count = 0; _letters.Reader.TryRead(out var letter); count++)
        {
            switch (letter)
            {
                case Message message:
                    member.Step(message);
                    break;
                case SnapshotChunk chunk:
                    member.Step(chunk);
                    break;
                case SnapshotAnswer answer:
                    member.Step(answer);
                    break;
                case MemberId peer:
                    member.ReportUnreachable(peer);
                    break;
            }

            if (count == DeliveredAtOnceMax)
            {
                signal.Set();
                return;
            }
        }
    }

    /// <summary>Nobody reads any more.</summary>
    public void Close() => _letters.Writer.TryComplete();

    private void Add(object letter)
    {
        if (_letters.Writer.TryWrite(letter))
        {
            signal.Set();
        }
    }
}
