using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>What a pod asks for and holds of its node: requests, as the scheduler counts them.</summary>
internal static class PodShares
{
    /// <summary>What the pod now says.</summary>
    public static ResourceShare Asked(V1Pod pod) => Sum(pod, Of);

    /// <summary>What the pod's containers have been given; those that do not run count with what they will get.</summary>
    public static ResourceShare Given(PodSnapshot snapshot) => Sum(
        snapshot.Pod,
        container => snapshot.Runtime.Latest(container.Name) is { IsRunning: true } running && ResizePlanner.SizeOf(snapshot, running) is { Length: > 0 } size
            ? new ResourceShare(ContainerSize.Request(size, "cpu"), ContainerSize.Request(size, "memory"))
            : Of(container));

    /// <summary>What the others must leave to the pod under this plan: also what a resize that has been taken on will bring.</summary>
    public static ResourceShare Held(PodSnapshot snapshot, PodPlan plan) => plan switch
    {
        { Stage: PodStage.Stopped } => default,
        { Resize: null } => Asked(snapshot.Pod),
        { Resize.IsPending: true } => Given(snapshot),
        _ => ResourceShare.Max(Given(snapshot), Asked(snapshot.Pod)),
    };

    private static ResourceShare Sum(V1Pod pod, Func<V1Container, ResourceShare> of)
    {
        var lasting = pod.Regulars.Concat(pod.Inits.Where(container => container.IsSidecar))
            .Aggregate(default(ResourceShare), (sum, container) => sum + of(container));
        var most = pod.Inits.Where(container => !container.IsSidecar)
            .Aggregate(lasting, (most, container) => ResourceShare.Max(most, of(container)));
        return most + new ResourceShare(Amount(pod.Spec.Overhead, "cpu"), Amount(pod.Spec.Overhead, "memory"));
    }

    private static ResourceShare Of(V1Container container) =>
        new(Amount(container.Resources?.Requests, "cpu"), Amount(container.Resources?.Requests, "memory"));

    private static decimal Amount(IDictionary<string, ResourceQuantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.ToDecimal() : 0;
}
