using System.Collections.Immutable;
using k8s.Models;
using MiniKube.Api.Quantities;

namespace MiniKube.Scheduler.Snapshot;

/// <summary>A node and the pods on it, assumed ones included, at one moment.</summary>
internal sealed record NodeInfo
{
    public required V1Node Node { get; init; }

    public required ResourceAmounts Allocatable { get; init; }

    /// <summary>How many pods the node takes.</summary>
    public required long PodsMax { get; init; }

    public ImmutableDictionary<string, PodInfo> Pods { get; init; } = ImmutableDictionary<string, PodInfo>.Empty;

    /// <summary>The sum over <see cref="Pods"/>.</summary>
    public ResourceAmounts Requested { get; init; } = ResourceAmounts.Zero;

    /// <summary>As <see cref="Requested"/>, but pods that ask for nothing count as if they asked for a little, or they would all land on one node.</summary>
    public ResourceAmounts Load { get; init; } = ResourceAmounts.Zero;

    public string Name => Node.Metadata.Name;

    public static NodeInfo From(V1Node node)
    {
        var allocatable = node.Status?.Allocatable ?? node.Status?.Capacity;
        var podsMax = allocatable is not null && allocatable.TryGetValue("pods", out var pods) ? Quantity.Parse(pods.ToString()).Value : 0;
        return new NodeInfo { Node = node, Allocatable = PodRequests.From(allocatable), PodsMax = podsMax };
    }

    /// <summary>The same pods on a newer version of the node.</summary>
    public NodeInfo WithNode(V1Node node) => From(node) with { Pods = Pods, Requested = Requested, Load = Load };

    public NodeInfo WithPod(PodInfo pod)
    {
        var without = WithoutPod(pod.Uid);
        return without with { Pods = without.Pods.Add(pod.Uid, pod), Requested = without.Requested.Plus(pod.Requests), Load = without.Load.Plus(pod.Load) };
    }

    public NodeInfo WithoutPod(string uid) => Pods.TryGetValue(uid, out var pod)
        ? this with { Pods = Pods.Remove(uid), Requested = Requested.Minus(pod.Requests), Load = Load.Minus(pod.Load) }
        : this;
}
