using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>Somebody wants another member to lead, and waits to hear who does.</summary>
/// <param name="target">Who is to lead; none: whoever can take over soonest.</param>
internal sealed class TransferRequest(MemberId target) : MemberInput
{
    private readonly TaskCompletionSource<MemberId> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MemberId Target { get; } = target;

    /// <summary>The tick at which nobody waits any longer.</summary>
    public long Deadline { get; set; }

    /// <summary>Who leads when the transfer has ended: this member, when it was not taken in time or nobody could take it.</summary>
    public Task<MemberId> WaitAsync(CancellationToken cancellationToken) => _answer.Task.WaitAsync(cancellationToken);

    public override void Take(Member member) => member.Transfer(this);

    public void Answer(MemberId leader) => _answer.TrySetResult(leader);

    public override void Refuse(StoreUnavailableException reason) => _answer.TrySetException(reason);
}
