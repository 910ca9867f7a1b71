using System.Collections.Immutable;
using k8s.Models;
using MiniKube.Api.Names;

namespace MiniKube.Scheduler.Snapshot;

/// <summary>A pod with what the filters ask of it, read once.</summary>
internal sealed record PodInfo
{
    private const long MilliCpuAssumed = 100;
    private const long MemoryBytesAssumed = 200L << 20;

    public required V1Pod Pod { get; init; }

    public required NamespacedName Name { get; init; }

    public required ResourceAmounts Requests { get; init; }

    /// <summary>CPU and memory that the pod is taken to use: its requests, or upstream's assumption (0.1 CPU, 200 MiB) where it names none.</summary>
    public required ResourceAmounts Load { get; init; }

    public required ImmutableArray<HostPort> HostPorts { get; init; }

    /// <summary>The uid of the controlling owner; null for a pod on its own.</summary>
    public required string? ControllerUid { get; init; }

    public string Uid => Pod.Metadata.Uid;

    public static PodInfo From(V1Pod pod)
    {
        var requests = PodRequests.Of(pod);
        return new PodInfo
        {
            Pod = pod,
            Name = new NamespacedName(pod.Metadata.NamespaceProperty, pod.Metadata.Name),
            Requests = requests,
            Load = new ResourceAmounts
            {
                MilliCpu = requests.MilliCpu == 0 ? MilliCpuAssumed : requests.MilliCpu,
                MemoryBytes = requests.MemoryBytes == 0 ? MemoryBytesAssumed : requests.MemoryBytes,
            },
            ControllerUid = pod.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true)?.Uid,
            HostPorts = [.. pod.Spec.Containers
                .SelectMany(container => container.Ports ?? [])
                .Where(port => port.HostPort > 0)
                .Select(port => new HostPort(port.HostIP ?? "", port.Protocol ?? "TCP", port.HostPort!.Value))],
        };
    }
}
