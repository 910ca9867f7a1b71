namespace MiniKube.Store;

/// <summary>A change of the membership that is not possible as things are. Nothing has happened.</summary>
public sealed class MembershipException(MembershipRefusal reason, string message) : Exception(message)
{
    public MembershipRefusal Reason { get; } = reason;
}
