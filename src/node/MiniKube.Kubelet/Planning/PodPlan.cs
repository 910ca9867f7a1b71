using System.Collections.Frozen;
using System.Collections.Immutable;
using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>What to do for a pod now, and when to look again if nothing happens before.</summary>
internal sealed record PodPlan
{
    public PodStage Stage { get; init; } = PodStage.Active;

    public TerminationCause Cause { get; init; }

    /// <summary>Why the node does not take the pod; told once, with the plan that turns it away.</summary>
    public PodRejection? Rejection { get; init; }

    public ImmutableArray<PodAction> Actions { get; init; } = [];

    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The pod to act on, with the cpu and memory that it has been given (<see cref="PodAllocation"/>); null when nothing was decided about these.</summary>
    public V1Pod? Pod { get; init; }

    /// <summary>How a resize stands; null when every container has its size.</summary>
    public ResizeVerdict? Resize { get; init; }

    /// <summary>Why containers that should run do not, by name.</summary>
    public FrozenDictionary<string, WaitingReason> Waiting { get; init; } = FrozenDictionary<string, WaitingReason>.Empty;
}
