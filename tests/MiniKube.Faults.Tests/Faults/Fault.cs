namespace MiniKube.Faults.Tests.Faults;

/// <summary>One round of trouble.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="HitsLeader">Whether it happens to whoever leads then; otherwise to the member below.</param>
/// <param name="Member">To whom, when not to the leader or when nobody leads.</param>
/// <param name="Lasts">How long.</param>
internal sealed record Fault(FaultKind Kind, bool HitsLeader, int Member, TimeSpan Lasts)
{
    public override string ToString() => $"{Kind} of {(HitsLeader ? "the leader" : $"member {(char)('a' + Member)}")} for {Lasts.TotalMilliseconds:F0} ms";
}
