using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Status;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>A resize that waits until the node's other pods hold less.</summary>
/// <param name="Snapshot">Of the pod at its last look.</param>
/// <param name="Since">When it was deferred.</param>
/// <param name="Wake">Called when it fits; must not wait.</param>
internal sealed record DeferredResize(PodSnapshot Snapshot, DateTimeOffset Since, Action Wake)
{
    /// <summary>Upstream's order: by priority, then guaranteed pods before others, then who waits longest. One that asks for less is never deferred.</summary>
    public static IEnumerable<DeferredResize> InOrder(IEnumerable<DeferredResize> deferred) => deferred
        .OrderByDescending(one => one.Snapshot.Pod.Spec.Priority ?? 0)
        .ThenByDescending(one => PodQos.Of(one.Snapshot.Pod) is PodQos.Guaranteed)
        .ThenBy(one => one.Since);

    /// <summary>As the pod's status tells it, which outlives the kubelet; now for one that has just been deferred.</summary>
    public static DateTimeOffset SinceOf(PodSnapshot snapshot) =>
        snapshot.Pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodResizePending", Status: "True" }) is { LastTransitionTime: { } since }
            ? new DateTimeOffset(since.ToUniversalTime(), TimeSpan.Zero)
            : snapshot.Now;
}
