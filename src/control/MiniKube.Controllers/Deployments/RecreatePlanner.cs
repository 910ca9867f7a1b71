using System.Collections.Immutable;

namespace MiniKube.Controllers.Deployments;

/// <summary>All old pods go before the first new one comes.</summary>
internal static class RecreatePlanner
{
    /// <summary>The old ReplicaSets that still ask for pods, sized to none.</summary>
    public static ImmutableArray<Resize> ShrinkOld(Rollout rollout) => [.. rollout.OldWithReplicas.Select(set => new Resize(set, 0))];

    /// <summary>The new one at its full size, when it has not got it.</summary>
    public static ImmutableArray<Resize> GrowNew(Rollout rollout) =>
        rollout.New is { } current && Rollout.Replicas(current) != rollout.Limits.Desired ? [new Resize(current, rollout.Limits.Desired)] : [];
}
