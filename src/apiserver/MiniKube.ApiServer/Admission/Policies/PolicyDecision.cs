namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Why a policy is against a write.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Binding">The binding by which it was asked.</param>
/// <param name="Index">Of the validation; -1 when it is not one.</param>
/// <param name="Message">For people.</param>
/// <param name="Reason">A word of <c>metav1.StatusReason</c>.</param>
internal sealed record PolicyDecision(string Policy, PolicyBinding Binding, int Index, string Message, string Reason)
{
    public PolicyDecisionWeight Weight { get; init; } = PolicyDecisionWeight.Binding;

    /// <summary>How long it took to decide.</summary>
    public TimeSpan Took { get; init; }

    public bool Denies => Weight == PolicyDecisionWeight.Denying || (Weight == PolicyDecisionWeight.Binding && Binding.Denies);

    public bool Warns => Weight == PolicyDecisionWeight.Binding && Binding.Warns;

    public bool Audits => Weight == PolicyDecisionWeight.Binding && Binding.Audits;
}
