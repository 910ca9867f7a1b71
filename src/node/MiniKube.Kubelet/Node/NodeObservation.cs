using System.Collections.Immutable;
using k8s.Models;

namespace MiniKube.Kubelet.Node;

/// <summary>All that a node's status is made from.</summary>
internal sealed record NodeObservation
{
    public required NodeFacts Facts { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>What keeps the node from running pods; empty when nothing does.</summary>
    public string Complaint { get; init; } = "";

    public NodePressure Pressure { get; init; } = NodePressure.None;

    /// <summary>Where the node serves; 0 when it does not.</summary>
    public int Port { get; init; }

    public ImmutableArray<V1ContainerImage> Images { get; init; } = [];

    /// <summary>What the API has; transition times live on from it.</summary>
    public V1NodeStatus? Previous { get; init; }
}
