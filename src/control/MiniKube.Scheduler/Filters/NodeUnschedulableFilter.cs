using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Filters;

/// <summary>Keeps pods off cordoned nodes, but for those that tolerate it.</summary>
internal sealed class NodeUnschedulableFilter : IFilter
{
    private static readonly k8s.Models.V1Taint Cordon = new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };

    public string Name => "NodeUnschedulable";

    public string? Reject(PodInfo pod, NodeInfo node) =>
        node.Node.Spec?.Unschedulable == true && !Tolerations.Tolerate(pod.Pod.Spec.Tolerations, Cordon)
            ? "node(s) were unschedulable"
            : null;
}
