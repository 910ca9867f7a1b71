namespace MiniKube.Store.Members;

/// <summary>Something that needs no answer from a member's loop.</summary>
internal sealed class MemberCall(Action<Member> call) : MemberInput
{
    public override void Take(Member member) => call(member);

    public override void Refuse(StoreUnavailableException reason)
    {
    }
}
