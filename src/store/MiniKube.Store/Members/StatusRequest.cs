namespace MiniKube.Store.Members;

/// <summary>Somebody wants to know how a member stands.</summary>
internal sealed class StatusRequest : MemberInput
{
    private readonly TaskCompletionSource<MemberStatus> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<MemberStatus> WaitAsync(CancellationToken cancellationToken) => _answer.Task.WaitAsync(cancellationToken);

    public override void Take(Member member) => _answer.TrySetResult(member.Status);

    public override void Refuse(StoreUnavailableException reason) => _answer.TrySetException(reason);
}
