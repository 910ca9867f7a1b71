using MiniKube.Scheduler.Filters;
using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Scores;

/// <summary>Preferred node affinity: the share of the preferences' weight that the node meets.</summary>
internal sealed class NodeAffinityScore : IScore
{
    public string Name => "NodeAffinity";

    public int Weight => 2;

    public long Rate(PodInfo pod, NodeInfo node)
    {
        var preferences = pod.Pod.Spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution;
        if (preferences is not { Count: > 0 })
        {
            return 0;
        }

        long met = 0;
        long all = 0;
        foreach (var preference in preferences)
        {
            all += preference.Weight;
            met += NodeSelectorTerms.Matches(preference.Preference, node.Node) ? preference.Weight : 0;
        }

        return all == 0 ? 0 : met * 100 / all;
    }
}
