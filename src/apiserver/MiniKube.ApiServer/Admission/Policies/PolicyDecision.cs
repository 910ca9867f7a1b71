namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Why a policy is against a write.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Binding">The binding by which it was asked.</param>
/// <param name="Index">Of the validation; -1 when it is not one.</param>
/// <param name="Message">For people.</param>
/// <param name="Reason">A word of <c>metav1.StatusReason</c>.</param>
internal sealed record PolicyDecision(string Policy, PolicyBinding Binding, int Index, string Message, string Reason);
