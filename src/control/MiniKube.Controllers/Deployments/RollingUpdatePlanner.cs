using System.Collections.Immutable;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>Moves pods from the old ReplicaSets to the new one, within the limits, one kind of step at a time.</summary>
internal static class RollingUpdatePlanner
{
    /// <summary>The size a new ReplicaSet may have now.</summary>
    public static int NewReplicas(RolloutLimits limits, int occupied, int current)
    {
        var room = Math.Max(0, limits.MaxTotal - occupied);
        return current >= limits.Desired ? limits.Desired : current + Math.Min(room, limits.Desired - current);
    }

    /// <summary>First the new one grows; only when it cannot, the old ones shrink: those that are not healthy before those that are.</summary>
    public static ImmutableArray<Resize> Plan(Rollout rollout)
    {
        if (rollout.New is not { } current)
        {
            return [];
        }

        var replicas = Rollout.Replicas(current);
        var wanted = NewReplicas(rollout.Limits, rollout.TotalOccupied, replicas);
        return wanted != replicas ? [new Resize(current, wanted)] : ShrinkOld(rollout, current);
    }

    private static ImmutableArray<Resize> ShrinkOld(Rollout rollout, V1ReplicaSet current)
    {
        var unavailableNew = Rollout.Replicas(current) - Lasting(current);
        var spare = rollout.TotalReplicas - rollout.Limits.MinAvailable - unavailableNew;
        if (spare <= 0)
        {
            return [];
        }

        var sizes = rollout.Old.ToDictionary(set => set.Metadata.Name, Rollout.Replicas);
        foreach (var set in rollout.OldWithReplicas)
        {
            var unhealthy = Math.Clamp(sizes[set.Metadata.Name] - Lasting(set), 0, spare);
            sizes[set.Metadata.Name] -= unhealthy;
            spare -= unhealthy;
        }

        var surplus = rollout.All.Sum(Lasting) - rollout.Limits.MinAvailable;
        foreach (var set in rollout.Old)
        {
            var healthy = Math.Clamp(sizes[set.Metadata.Name], 0, Math.Max(0, surplus));
            sizes[set.Metadata.Name] -= healthy;
            surplus -= healthy;
        }

        return [.. rollout.Old.Where(set => sizes[set.Metadata.Name] != Rollout.Replicas(set)).Select(set => new Resize(set, sizes[set.Metadata.Name]))];
    }

    /// <summary>The available pods that stay: a status may still count those that a smaller size is about to take.</summary>
    private static int Lasting(V1ReplicaSet set) => Math.Min(Rollout.Available(set), Rollout.Replicas(set));
}
