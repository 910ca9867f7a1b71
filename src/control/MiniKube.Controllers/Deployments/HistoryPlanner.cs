using System.Collections.Immutable;
using MiniKube.Api.Models;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>Chooses the old ReplicaSets that no rollback will ask for.</summary>
internal static class HistoryPlanner
{
    /// <summary>The oldest revisions beyond the limit, as far as they have no pods.</summary>
    public static ImmutableArray<V1ReplicaSet> ToDelete(Rollout rollout)
    {
        if (rollout.Deployment.Spec.RevisionHistoryLimit is not { } limit)
        {
            return [];
        }

        var kept = rollout.Old.Where(set => !set.IsBeingDeleted).OrderBy(set => Annotations.RevisionOf(set.Metadata)).ToList();
        return [.. kept.Take(Math.Max(0, kept.Count - limit)).Where(IsIdle)];
    }

    private static bool IsIdle(V1ReplicaSet set) =>
        Rollout.Replicas(set) == 0 && Rollout.Actual(set) == 0 && (set.Status?.ObservedGeneration ?? 0) >= (set.Metadata.Generation ?? 0);
}
