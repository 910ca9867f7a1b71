using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.Nodes.Evictions;

/// <summary>How long a pod may stay on a node with the taints that it has.</summary>
internal static class EvictionPlanner
{
    /// <summary>The node tells pods to go that do not tolerate it.</summary>
    public static IEnumerable<V1Taint> EvictingTaints(V1Node node) => (node.Spec?.Taints ?? []).Where(taint => taint.Effect == "NoExecute");

    /// <returns>When the pod has to go: what is not tolerated at all ends its stay at once; null when it may stay for good.</returns>
    /// <param name="pod">The pod.</param>
    /// <param name="node">Where it is.</param>
    /// <param name="seen">When a taint was first seen that does not say since when it is there.</param>
    public static DateTimeOffset? DueAt(V1Pod pod, V1Node node, DateTimeOffset seen)
    {
        DateTimeOffset? due = null;
        foreach (var taint in EvictingTaints(node))
        {
            if (pod.Spec.Tolerations?.FirstOrDefault(toleration => toleration.Tolerates(taint)) is not { } toleration)
            {
                return DateTimeOffset.MinValue;
            }

            if (toleration.TolerationSeconds is { } seconds)
            {
                var since = taint.TimeAdded is { } added ? Times.From(added) : seen;
                var end = seconds <= 0 ? DateTimeOffset.MinValue : since + Bounded(seconds);
                due = due is null || end < due ? end : due;
            }
        }

        return due;
    }

    // A year is for good as far as timers go.
    private static TimeSpan Bounded(long seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 365L * 24 * 3600));
}
