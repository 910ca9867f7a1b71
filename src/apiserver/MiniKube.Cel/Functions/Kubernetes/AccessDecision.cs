namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>An authorizer's answer.</summary>
/// <param name="IsAllowed">Whether it may be done.</param>
/// <param name="Reason">For people; may be empty.</param>
/// <param name="Error">Why the question could not be answered; empty when it could.</param>
public sealed record AccessDecision(bool IsAllowed, string Reason, string Error);
