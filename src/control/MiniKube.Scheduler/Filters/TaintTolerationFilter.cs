using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Filters;

/// <summary>Keeps pods off nodes with a NoSchedule or NoExecute taint that they do not tolerate.</summary>
internal sealed class TaintTolerationFilter : IFilter
{
    public string Name => "TaintToleration";

    public string? Reject(PodInfo pod, NodeInfo node)
    {
        var taints = node.Node.Spec?.Taints;
        if (taints is null)
        {
            return null;
        }

        foreach (var taint in taints)
        {
            if (taint.Effect is "NoSchedule" or "NoExecute" && !Tolerations.Tolerate(pod.Pod.Spec.Tolerations, taint))
            {
                return $"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}";
            }
        }

        return null;
    }
}
