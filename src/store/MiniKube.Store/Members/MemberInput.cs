namespace MiniKube.Store.Members;

/// <summary>Something that somebody wants of a member, in the queue to its loop.</summary>
internal abstract class MemberInput
{
    /// <summary>Hands it to the member; called by the loop.</summary>
    public abstract void Take(Member member);

    /// <summary>The member ends before this was taken.</summary>
    public abstract void Refuse(StoreUnavailableException reason);
}
