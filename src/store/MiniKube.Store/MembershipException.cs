namespace MiniKube.Store;

/// <summary>A change of the membership or of the lead that is not possible as things are, and did not come about.</summary>
public sealed class MembershipException(MembershipRefusal reason, string message) : Exception(message)
{
    public MembershipRefusal Reason { get; } = reason;
}
