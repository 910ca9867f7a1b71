using System.Collections.Frozen;
using System.Collections.Immutable;
using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>All that a decision about one pod rests on.</summary>
internal sealed record PodSnapshot
{
    public required V1Pod Pod { get; init; }

    public required DateTimeOffset Now { get; init; }

    public PodRuntime Runtime { get; init; } = PodRuntime.Empty;

    /// <summary>Decided earlier and never taken back; <see cref="TerminationCause.None"/> while the pod may live.</summary>
    public TerminationCause Cause { get; init; }

    /// <summary>When termination was decided; sidecars get what is left of the grace period.</summary>
    public DateTimeOffset? TerminatingSince { get; init; }

    /// <summary>By container name.</summary>
    public FrozenDictionary<string, ContainerMemory> Memories { get; init; } = FrozenDictionary<string, ContainerMemory>.Empty;

    /// <summary>By container id; a container without an entry has no probes.</summary>
    public FrozenDictionary<string, ContainerHealth> Health { get; init; } = FrozenDictionary<string, ContainerHealth>.Empty;

    /// <summary>Keys of the actions that are under way.</summary>
    public ImmutableHashSet<string> Running { get; init; } = [];

    /// <summary>The pod with the cpu and memory that it was given at the last look; null before the first.</summary>
    public V1Pod? Allocated { get; init; }

    /// <summary>The node has taken the pod on: it is not asked again.</summary>
    public bool IsAdmitted { get; init; }

    public NodeTraits Node { get; init; } = new();

    /// <summary>What the node can give to pods, by resource.</summary>
    public FrozenDictionary<string, decimal> Allocatable { get; init; } = FrozenDictionary<string, decimal>.Empty;

    /// <summary>What the node's other pods hold of that.</summary>
    public ResourceShare Others { get; init; }

    /// <summary>The earliest moment to try a sandbox again after a failed try.</summary>
    public DateTimeOffset? SandboxRetryAt { get; init; }

    /// <summary>Why the last try to make a sandbox failed.</summary>
    public WaitingReason? SandboxProblem { get; init; }

    public ContainerMemory MemoryOf(string name) => Memories.GetValueOrDefault(name, ContainerMemory.None);

    public ContainerHealth HealthOf(ContainerRecord container) => Health.GetValueOrDefault(container.Id, ContainerHealth.Unprobed);
}
