using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Scores;

/// <summary>Prefers nodes with fewer pods of the same controller, so that one node's loss takes few of them.</summary>
internal sealed class SiblingSpreadScore : IScore
{
    public string Name => "PodTopologySpread";

    public int Weight => 2;

    public long Rate(PodInfo pod, NodeInfo node)
    {
        if (pod.ControllerUid is null)
        {
            return 0;
        }

        var siblings = 0;
        foreach (var (_, other) in node.Pods)
        {
            siblings += other.ControllerUid == pod.ControllerUid ? 1 : 0;
        }

        return 100 / (siblings + 1);
    }
}
