using k8s.Models;

namespace MiniKube.Api.Models;

/// <summary>What follows from a Pod's fields.</summary>
#pragma warning disable CA1708 // The compiler's own names for the extension blocks differ in nothing the rule sees.
public static class PodState
#pragma warning restore CA1708
{
    extension(V1Pod pod)
    {
        /// <summary>Deletion has begun.</summary>
        public bool IsTerminating => pod.Metadata?.DeletionTimestamp is not null;

        /// <summary>All containers have ended and none will start again.</summary>
        public bool IsFinished => pod.Status?.Phase is "Succeeded" or "Failed";

        /// <summary>Counts towards a controller's replicas: neither going away nor done.</summary>
        public bool IsActive => !pod.IsTerminating && !pod.IsFinished;

        public bool IsReady => pod.ReadyCondition is { Status: "True" };

        public bool IsScheduled => !string.IsNullOrEmpty(pod.Spec?.NodeName);

        public V1PodCondition? ReadyCondition => pod.Condition("Ready");

        public V1PodCondition? Condition(string type) =>
            pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

        /// <summary>Ready for at least so long, and not going away.</summary>
        public bool IsAvailable(int minReadySeconds, DateTimeOffset now) =>
            pod.ReadyCondition is { Status: "True" } ready &&
            (minReadySeconds == 0 || (ready.LastTransitionTime is { } since && new DateTimeOffset(DateTime.SpecifyKind(since, DateTimeKind.Utc)).AddSeconds(minReadySeconds) <= now));
    }
}
