using System.Collections.Immutable;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Node;

/// <summary>What pods and the Node object are told of this machine and its runtime; settled before the first pod.</summary>
internal sealed record NodeFacts
{
    public required ImmutableArray<string> Ips { get; init; }

    /// <summary>As the runtime calls itself: <c>containerd</c>.</summary>
    public required string RuntimeName { get; init; }

    public required string RuntimeVersion { get; init; }

    public required MachineFacts Machine { get; init; }

    public required IDictionary<string, ResourceQuantity> Capacity { get; init; }

    public required IDictionary<string, ResourceQuantity> Allocatable { get; init; }

    public NodeTraits Traits { get; init; } = new();

    /// <summary>The runtime has told what it can do.</summary>
    public bool TellsOfFeatures { get; init; }

    /// <summary>The ways that the runtime has of running pods, the default one without a name; empty when it does not tell.</summary>
    public ImmutableArray<RuntimeHandler> Handlers { get; init; } = [];

    public long MemoryBytes => Capacity.TryGetValue("memory", out var memory) ? (long)memory.ToDecimal() : 0;
}
