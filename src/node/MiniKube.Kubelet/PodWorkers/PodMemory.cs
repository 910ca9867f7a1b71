using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>What a worker remembers of its pod between two turns; touched by the worker's loop only.</summary>
internal sealed class PodMemory
{
    public Dictionary<string, ContainerMemory> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>The node has taken the pod on.</summary>
    public bool IsAdmitted { get; set; }

    public TerminationCause Cause { get; set; }

    public DateTimeOffset? TerminatingSince { get; set; }

    /// <summary>The container that is being started.</summary>
    public string? Starting { get; set; }

    public DateTimeOffset? SandboxRetryAt { get; set; }

    public WaitingReason? SandboxProblem { get; set; }

    /// <summary>Sandboxes that could not be made, in a row.</summary>
    public int SandboxFailures { get; set; }

    /// <summary>The pod with the cpu and memory that it has been given.</summary>
    public V1Pod? Allocated { get; set; }

    /// <summary>How a resize stood at the last look.</summary>
    public ResizeVerdict? Resize { get; set; }

    public FrozenDictionary<string, WaitingReason> Waiting { get; set; } = FrozenDictionary<string, WaitingReason>.Empty;

    /// <summary>The newest status made; others may read it.</summary>
    public V1PodStatus? Status
    {
        get => Volatile.Read(ref _status);
        set => Volatile.Write(ref _status, value);
    }

    /// <summary>Nothing runs any more: the status is final and no longer made anew.</summary>
    public bool IsStatusFinal { get; set; }

    /// <summary>Volumes and cgroups are cleared away.</summary>
    public bool IsCleared { get; set; }

    /// <summary>Nothing is left on the node, logs included.</summary>
    public bool IsAllCleared { get; set; }

    /// <summary>The API has been asked to let go of the pod.</summary>
    public bool IsDeleteSent { get; set; }

    /// <summary>Nothing of the pod is left, here or in the API.</summary>
    public bool IsDone { get; set; }

    private V1PodStatus? _status;
}
