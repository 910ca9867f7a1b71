using System.Collections.Immutable;
using System.Net;

namespace MiniKube.Hosting.Nodes;

/// <summary>How the nodes in this process are run.</summary>
public sealed record NodeOptions
{
    /// <summary>Its <c>node/</c> holds pods' files and the private containerd.</summary>
    public required string DataDirectory { get; init; }

    public required string NodeName { get; init; }

    public NodeRuntime Runtime { get; init; } = NodeRuntime.Containerd;

    /// <summary>A containerd that runs already; null starts a private one.</summary>
    public string? ContainerdSocket { get; init; }

    /// <summary>The address that other machines reach the node at; null finds it out.</summary>
    public IPAddress? NodeAddress { get; init; }

    /// <summary>The addresses of the node's pods; null takes the first 10.244.x.0/24 that no other cluster on this machine has.</summary>
    public string? PodCidr { get; init; }

    /// <summary>0 takes any free port.</summary>
    public int KubeletPort { get; init; } = 10250;

    /// <summary>Kernel parameters beyond the safe ones that pods may set; <c>*</c> at the end stands for any rest.</summary>
    public ImmutableArray<string> UnsafeSysctls { get; init; } = [];

    /// <summary>How many nodes that only pretend there are besides.</summary>
    public int SimulatedNodes { get; init; }
}
