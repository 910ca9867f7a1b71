using System.Collections.Immutable;
using MiniKube.Scheduler.Filters;
using MiniKube.Scheduler.Scores;
using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Planning;

/// <summary>Chooses a node: filters, then scores, then chance among equals.</summary>
internal sealed class SchedulingPlanner(ImmutableArray<IFilter> filters, ImmutableArray<IScore> scores)
{
    /// <summary>The built-in filters and scores, cheap and decisive ones first.</summary>
    public static SchedulingPlanner Default { get; } = new(
        [
            new NodeNameFilter(),
            new NodeUnschedulableFilter(),
            new TaintTolerationFilter(),
            new NodeAffinityFilter(),
            new NodePortsFilter(),
            new NodeResourcesFitFilter(),
        ],
        [
            new LeastAllocatedScore(),
            new TaintTolerationScore(),
            new NodeAffinityScore(),
            new SiblingSpreadScore(),
        ]);

    /// <param name="pod">The pod without a node.</param>
    /// <param name="snapshot">The nodes to choose from.</param>
    /// <param name="chance">Any number; decides between nodes of equal score.</param>
    public SchedulingPlan Plan(PodInfo pod, ClusterSnapshot snapshot, int chance)
    {
        NodeInfo? best = null;
        long bestScore = -1;
        var equals = 0;
        foreach (var node in snapshot.Nodes)
        {
            if (FirstRejection(pod, node) is not null)
            {
                continue;
            }

            var score = Rate(pod, node);
            if (score > bestScore)
            {
                (best, bestScore, equals) = (node, score, 1);
            }
            else if (score == bestScore && Wins(chance, ++equals))
            {
                best = node;
            }
        }

        return best is null ? Explain(pod, snapshot) : new SchedulingPlan.Bind(best.Name);
    }

    /// <summary>Reservoir sampling: the n-th equal replaces the choice with a chance of 1 in n.</summary>
    private static bool Wins(int chance, int equals) => (Mix(unchecked((uint)chance + (uint)equals)) % (uint)equals) == 0;

    /// <summary>Spreads neighbouring numbers over the whole range (the finalizer of MurmurHash3); the same on every run, unlike HashCode.</summary>
    private static uint Mix(uint value)
    {
        unchecked
        {
            value = (value ^ (value >> 16)) * 0x85EBCA6B;
            value = (value ^ (value >> 13)) * 0xC2B2AE35;
            return value ^ (value >> 16);
        }
    }

    private string? FirstRejection(PodInfo pod, NodeInfo node)
    {
        foreach (var filter in filters)
        {
            if (filter.Reject(pod, node) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private long Rate(PodInfo pod, NodeInfo node)
    {
        long total = 0;
        foreach (var score in scores)
        {
            total += score.Weight * score.Rate(pod, node);
        }

        return total;
    }

    private SchedulingPlan.Unschedulable Explain(PodInfo pod, ClusterSnapshot snapshot)
    {
        var reasons = snapshot.Nodes
            .Select(node => FirstRejection(pod, node)!)
            .GroupBy(reason => reason)
            .ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return new SchedulingPlan.Unschedulable(reasons, snapshot.Nodes.Length);
    }
}
