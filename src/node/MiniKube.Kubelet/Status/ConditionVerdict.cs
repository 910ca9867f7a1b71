namespace MiniKube.Kubelet.Status;

/// <summary>Whether a condition holds, and if not, why.</summary>
internal sealed record ConditionVerdict(bool IsTrue, string Reason = "", string Message = "")
{
    public static ConditionVerdict Ok { get; } = new(true);
}
