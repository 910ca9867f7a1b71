using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>An authorizer's answer as a value.</summary>
internal sealed class DecisionValue(AccessDecision decision) : CelOpaque
{
    public static CelType CelType { get; } = CelType.Opaque("kubernetes.authorization.Decision");

    public AccessDecision Decision => decision;

    public override CelType Type => CelType;

    public override bool IsEqualTo(CelOpaque other) => other is DecisionValue one && one.Decision == decision;
}
