using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>The cpu and memory that the node has given to a pod: what the pod says, or what it said before while a resize is pending (KEP-1287).</summary>
internal static class PodAllocation
{
    /// <summary>The pod with what it has been given; the same one when that is what it says.</summary>
    public static V1Pod Of(PodSnapshot snapshot)
    {
        var spec = snapshot.Pod.Spec;
        var isChanged = false;
        V1Container Given(V1Container container)
        {
            var given = Of(snapshot, container);
            isChanged |= !ReferenceEquals(given, container);
            return given;
        }

        var regulars = spec.Containers?.Select(Given).ToList();
        var inits = spec.InitContainers?.Select(Given).ToList();
        return isChanged ? snapshot.Pod with { Spec = spec with { Containers = regulars, InitContainers = inits } } : snapshot.Pod;
    }

    private static V1Container Of(PodSnapshot snapshot, V1Container container)
    {
        var asked = ContainerSize.Of(container.Resources);
        if (snapshot.Allocated?.FindContainer(container.Name) is { } before)
        {
            return ContainerSize.Of(before.Resources) == asked ? container : container with { Resources = before.Resources };
        }

        // The kubelet has just started: what a container was made with, or brought to, was given to it.
        var size = snapshot.Runtime.Latest(container.Name) is { } latest ? ResizePlanner.SizeOf(snapshot, latest) : "";
        return size.Length == 0 || size == asked ? container : container with { Resources = ContainerSize.Resources(size, container.Resources) };
    }
}
