using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Scores;

/// <summary>Says how good a node that fits would be. Pure; called for each fitting node, so it must not allocate.</summary>
internal interface IScore
{
    /// <summary>Upstream's plug-in name.</summary>
    string Name { get; }

    /// <summary>How much this score counts beside the others.</summary>
    int Weight { get; }

    /// <summary>0 (worst) to 100 (best).</summary>
    long Rate(PodInfo pod, NodeInfo node);
}
