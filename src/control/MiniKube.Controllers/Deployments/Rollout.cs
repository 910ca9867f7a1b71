using System.Collections.Immutable;
using MiniKube.Api.Models;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>A Deployment with its ReplicaSets, told apart by their templates.</summary>
/// <param name="Deployment">What should be.</param>
/// <param name="New">The ReplicaSet with the current template; null when there is none yet.</param>
/// <param name="Old">All others, oldest first.</param>
internal sealed record Rollout(V1Deployment Deployment, V1ReplicaSet? New, ImmutableArray<V1ReplicaSet> Old)
{
    public RolloutLimits Limits { get; } = RolloutLimits.Of(Deployment);

    public IEnumerable<V1ReplicaSet> All => New is null ? Old : Old.Add(New);

    public IEnumerable<V1ReplicaSet> OldWithReplicas => Old.Where(set => Replicas(set) > 0);

    /// <summary>Pods that the ReplicaSets ask for, over all of them.</summary>
    public int TotalReplicas => All.Sum(Replicas);

    /// <summary>Pods that are asked for or still there: what the surge is measured against.</summary>
    public int TotalOccupied => All.Sum(set => Math.Max(Replicas(set), Actual(set)));

    public int TotalAvailable => All.Sum(Available);

    /// <summary>The number that the next new revision gets.</summary>
    public long NewRevision => Old.Select(set => Annotations.RevisionOf(set.Metadata)).DefaultIfEmpty(0).Max() + 1;

    /// <summary>Of several with the current template, the oldest counts: another one may have made the others by mistake.</summary>
    public static Rollout Of(V1Deployment deployment, IEnumerable<V1ReplicaSet> owned)
    {
        var sorted = owned.OrderBy(set => Times.From(set.Metadata.CreationTimestamp)).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal).ToList();
        var current = sorted.Find(set => PodTemplates.AreEqual(set.Spec.Template, deployment.Spec.Template));
        return new Rollout(deployment, current, [.. sorted.Where(set => set != current)]);
    }

    public static int Replicas(V1ReplicaSet set) => set.Spec.Replicas ?? 1;

    public static int Available(V1ReplicaSet set) => set.Status?.AvailableReplicas ?? 0;

    public static int Ready(V1ReplicaSet set) => set.Status?.ReadyReplicas ?? 0;

    /// <summary>Pods that a ReplicaSet has, whatever it asks for.</summary>
    public static int Actual(V1ReplicaSet set) => set.Status?.Replicas ?? 0;

    /// <summary>True when the new ReplicaSet alone has all the pods wanted, and they are available.</summary>
    public bool IsSaturated => New is not null &&
        Annotations.GetCount(New.Metadata, Annotations.DesiredReplicas) == Limits.Desired &&
        Replicas(New) == Limits.Desired &&
        Available(New) == Limits.Desired;

    /// <summary>True when the Deployment was scaled and its ReplicaSets have not followed yet.</summary>
    public bool IsScaling => All.Where(set => Replicas(set) > 0)
        .Select(set => Annotations.GetCount(set.Metadata, Annotations.DesiredReplicas))
        .Any(desired => desired is { } known && known != Limits.Desired);

    public bool IsBeingDeleted => Deployment.IsBeingDeleted;
}
