namespace MiniKube.Store.Members;

/// <summary>A reader that waits until this member has applied all that was acknowledged before it asked.</summary>
internal sealed class ReadBarrier : MemberInput
{
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The tick at which it is given up.</summary>
    public long Deadline { get; set; }

    public Task WaitAsync(CancellationToken cancellationToken) => _passed.Task.WaitAsync(cancellationToken);

    public override void Take(Member member) => member.Read(this);

    public override void Refuse(StoreUnavailableException reason) => _passed.TrySetException(reason);

    public void Pass() => _passed.TrySetResult();
}
