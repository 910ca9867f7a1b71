using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>A change of the membership that an operator waits for.</summary>
internal sealed class ChangeRequest(MembershipChange change) : MemberInput
{
    private readonly TaskCompletionSource<ProposeResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MembershipChange Change { get; } = change;

    /// <summary>Accepted when the change is in force; otherwise why it was not even tried.</summary>
    public Task<ProposeResult> WaitAsync(CancellationToken cancellationToken) => _answer.Task.WaitAsync(cancellationToken);

    public override void Take(Member member) => member.Change(this);

    public void Answer(ProposeResult result) => _answer.TrySetResult(result);

    public override void Refuse(StoreUnavailableException reason) => _answer.TrySetException(reason);
}
