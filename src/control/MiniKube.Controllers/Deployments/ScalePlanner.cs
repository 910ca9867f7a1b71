using System.Collections.Immutable;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>Spreads a new size over the ReplicaSets: over all in proportion while a rollout is under way or paused, so that none gambles.</summary>
internal static class ScalePlanner
{
    public static ImmutableArray<Resize> Plan(Rollout rollout)
    {
        var desired = rollout.Limits.Desired;
        var active = rollout.All.Where(set => Rollout.Replicas(set) > 0).ToList();
        var only = active.Count switch { 0 => rollout.New ?? Latest(rollout), 1 => active[0], _ => null };
        if (only is not null)
        {
            return [new Resize(only, desired)];
        }

        if (active.Count == 0)
        {
            return [];
        }

        if (rollout.IsSaturated)
        {
            return RecreatePlanner.ShrinkOld(rollout);
        }

        return rollout.Deployment.Spec.Strategy?.Type == "Recreate" ? [] : Proportional(rollout, active);
    }

    private static V1ReplicaSet? Latest(Rollout rollout) => rollout.Old.IsEmpty ? null : rollout.Old[^1];

    private static ImmutableArray<Resize> Proportional(Rollout rollout, List<V1ReplicaSet> active)
    {
        var allowed = rollout.Limits.Desired > 0 ? rollout.Limits.MaxTotal : 0;
        var toAdd = allowed - rollout.TotalReplicas;
        var ordered = Ordered(active, isGrowing: toAdd > 0);
        var added = 0;
        var sizes = new Dictionary<string, int>();
        foreach (var set in ordered)
        {
            var share = Share(rollout, set, toAdd, added);
            sizes[set.Metadata.Name] = Rollout.Replicas(set) + share;
            added += share;
        }

        // What rounding left over goes to the largest, and what that cannot give to the next.
        var leftover = toAdd - added;
        foreach (var set in ordered)
        {
            var size = Math.Max(0, sizes[set.Metadata.Name] + leftover);
            leftover -= size - sizes[set.Metadata.Name];
            sizes[set.Metadata.Name] = size;
        }

        // Also those that keep their size note the new size of the Deployment.
        return [.. ordered.Select(set => new Resize(set, sizes[set.Metadata.Name]))];
    }

    /// <summary>Largest first; of equals the newer one grows first and the older one shrinks first.</summary>
    private static List<V1ReplicaSet> Ordered(List<V1ReplicaSet> sets, bool isGrowing)
    {
        var bySize = sets.OrderByDescending(Rollout.Replicas);
        return isGrowing
            ? [.. bySize.ThenByDescending(Created).ThenByDescending(set => set.Metadata.Name, StringComparer.Ordinal)]
            : [.. bySize.ThenBy(Created).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal)];
    }

    private static DateTimeOffset Created(V1ReplicaSet set) => Times.From(set.Metadata.CreationTimestamp);

    private static int Share(Rollout rollout, V1ReplicaSet set, int toAdd, int added)
    {
        if (toAdd == 0 || toAdd == added)
        {
            return 0;
        }

        var share = ProportionalSize(rollout, set) - Rollout.Replicas(set);
        return toAdd > 0 ? Math.Clamp(share, 0, toAdd - added) : Math.Clamp(share, toAdd - added, 0);
    }

    private static int ProportionalSize(Rollout rollout, V1ReplicaSet set)
    {
        if (rollout.Limits.Desired == 0)
        {
            return 0;
        }

        var maxBefore = Annotations.GetCount(set.Metadata, Annotations.MaxReplicas) ?? rollout.Deployment.Status?.Replicas ?? 0;
        return maxBefore == 0
            ? Rollout.Replicas(set)
            : (int)Math.Round((double)Rollout.Replicas(set) * rollout.Limits.MaxTotal / maxBefore, MidpointRounding.AwayFromZero);
    }
}
