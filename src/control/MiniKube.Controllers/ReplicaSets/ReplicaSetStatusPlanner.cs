using MiniKube.Api.Models;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.ReplicaSets;

/// <summary>Says how a ReplicaSet stands.</summary>
internal static class ReplicaSetStatusPlanner
{
    private const string ReplicaFailure = "ReplicaFailure";

    /// <param name="replicaSet">Its spec and its last status.</param>
    /// <param name="pods">The pods it owns.</param>
    /// <param name="failure">Why the last pass could not do its work (reason and message); null when it could.</param>
    /// <param name="now">Decides who is available.</param>
    public static V1ReplicaSetStatus Plan(
        V1ReplicaSet replicaSet, IEnumerable<V1Pod> pods, (string Reason, string Message)? failure, DateTimeOffset now)
    {
        var active = pods.Where(pod => pod.IsActive).ToList();
        var minReadySeconds = replicaSet.Spec.MinReadySeconds ?? 0;
        var templateLabels = replicaSet.Spec.Template?.Metadata?.Labels ?? new Dictionary<string, string>();
        return new V1ReplicaSetStatus
        {
            Replicas = active.Count,
            FullyLabeledReplicas = NullIfZero(active.Count(pod => HasLabels(pod, templateLabels))),
            ReadyReplicas = NullIfZero(active.Count(pod => pod.IsReady)),
            AvailableReplicas = NullIfZero(active.Count(pod => pod.IsAvailable(minReadySeconds, now))),
            ObservedGeneration = replicaSet.Metadata.Generation,
            Conditions = Conditions(replicaSet, failure, now),
        };
    }

    /// <summary>When the next ready pod becomes available; null when none is on the way.</summary>
    public static TimeSpan? NextAvailable(V1ReplicaSet replicaSet, IEnumerable<V1Pod> pods, DateTimeOffset now)
    {
        var minReady = TimeSpan.FromSeconds(replicaSet.Spec.MinReadySeconds ?? 0);
        return minReady == TimeSpan.Zero
            ? null
            : pods.Where(pod => pod.IsActive && pod.IsReady)
                .Select(pod => (TimeSpan?)(Times.From(pod.ReadyCondition?.LastTransitionTime) + minReady - now))
                .Where(left => left > TimeSpan.Zero)
                .Min();
    }

    private static int? NullIfZero(int count) => count == 0 ? null : count;

    private static bool HasLabels(V1Pod pod, IDictionary<string, string> labels) => labels.All(
        label => pod.Metadata.Labels is { } has && has.TryGetValue(label.Key, out var value) && value == label.Value);

    private static List<V1ReplicaSetCondition>? Conditions(
        V1ReplicaSet replicaSet, (string Reason, string Message)? failure, DateTimeOffset now)
    {
        var current = replicaSet.Status?.Conditions ?? [];
        var others = current.Where(condition => condition.Type != ReplicaFailure).ToList();
        if (failure is { } why)
        {
            var known = current.FirstOrDefault(condition => condition.Type == ReplicaFailure && condition.Reason == why.Reason);
            others.Add(known ?? new V1ReplicaSetCondition
            {
                Type = ReplicaFailure,
                Status = "True",
                Reason = why.Reason,
                Message = why.Message,
                LastTransitionTime = Times.Seconds(now),
            });
        }

        return others.Count == 0 ? null : others;
    }
}
