using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>What a pod asks for and holds of its node: requests, as the scheduler counts them.</summary>
internal static class PodShares
{
    /// <summary>What the pod now says.</summary>
    public static ResourceShare Asked(V1Pod pod) => Sum(pod, Of);

    /// <summary>What the others must leave to the pod under this plan: what its containers have, and what a resize that has been taken on will bring.</summary>
    public static ResourceShare Held(PodSnapshot snapshot, PodPlan plan)
    {
        // Of a pod that is removed the API knows nothing any more, and whoever binds pods may have given its share away.
        if (plan.Stage is PodStage.Stopped || plan.Cause is TerminationCause.Removed)
        {
            return default;
        }

        var allocated = plan.Pod ?? PodAllocation.Of(snapshot);
        return ResourceShare.Max(Had(snapshot, allocated), Asked(allocated));
    }

    /// <summary>What the pod's containers have; those that do not run count with what they will get.</summary>
    private static ResourceShare Had(PodSnapshot snapshot, V1Pod allocated) => Sum(
        allocated,
        container => snapshot.Runtime.Latest(container.Name) is { IsRunning: true } running && ResizePlanner.SizeOf(snapshot, running) is { Length: > 0 } size
            ? new ResourceShare(ContainerSize.Request(size, "cpu"), ContainerSize.Request(size, "memory"))
            : Of(container));

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
