using System.Collections.Immutable;
using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Status;

/// <summary>All that a pod's status is made from.</summary>
internal sealed record PodObservation
{
    public required PodSnapshot Snapshot { get; init; }

    public required PodPlan Plan { get; init; }

    /// <summary>What was reported last; transition times and last states live on from it.</summary>
    public V1PodStatus? Previous { get; init; }

    public ImmutableArray<string> NodeIps { get; init; } = [];

    /// <summary>What stands before a container id: <c>containerd</c> gives <c>containerd://id</c>.</summary>
    public string RuntimeName { get; init; } = "";

    /// <summary>The container that is being started: it runs for the runtime, but not for the API until its postStart hook is done.</summary>
    public string? Starting { get; init; }

    /// <summary>What ended containers wrote to their termination log, by container id.</summary>
    public Func<ContainerRecord, string> TerminationMessage { get; init; } = container => container.Message;
}
