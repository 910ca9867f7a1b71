using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Filters;

/// <summary>Says whether a pod can be on a node at all. Pure; called for each node, so it must not allocate when the node fits.</summary>
internal interface IFilter
{
    /// <summary>Upstream's plug-in name.</summary>
    string Name { get; }

    /// <summary>Why the pod cannot be on the node, in upstream's words; null when it can.</summary>
    string? Reject(PodInfo pod, NodeInfo node);
}
