using MiniKube.Scheduler.Filters;
using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Scores;

/// <summary>Prefers nodes with fewer PreferNoSchedule taints that the pod does not tolerate.</summary>
internal sealed class TaintTolerationScore : IScore
{
    public string Name => "TaintToleration";

    public int Weight => 3;

    public long Rate(PodInfo pod, NodeInfo node)
    {
        var taints = node.Node.Spec?.Taints;
        if (taints is not { Count: > 0 })
        {
            return 100;
        }

        var intolerable = 0;
        foreach (var taint in taints)
        {
            if (taint.Effect == "PreferNoSchedule" && !Tolerations.Tolerate(pod.Pod.Spec.Tolerations, taint))
            {
                intolerable++;
            }
        }

        return 100 / (intolerable + 1);
    }
}
