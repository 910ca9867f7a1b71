using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Filters;

/// <summary>A pod that names its node goes nowhere else.</summary>
internal sealed class NodeNameFilter : IFilter
{
    public string Name => "NodeName";

    public string? Reject(PodInfo pod, NodeInfo node) =>
        string.IsNullOrEmpty(pod.Pod.Spec.NodeName) || pod.Pod.Spec.NodeName == node.Name
            ? null
            : "node(s) didn't match the requested node name";
}
