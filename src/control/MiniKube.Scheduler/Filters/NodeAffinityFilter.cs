using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Filters;

/// <summary>Node selector and required node affinity.</summary>
internal sealed class NodeAffinityFilter : IFilter
{
    public string Name => "NodeAffinity";

    public string? Reject(PodInfo pod, NodeInfo node) =>
        MatchesSelector(pod, node) && MatchesAffinity(pod, node) ? null : "node(s) didn't match Pod's node affinity/selector";

    private static bool MatchesSelector(PodInfo pod, NodeInfo node)
    {
        var selector = pod.Pod.Spec.NodeSelector;
        if (selector is null)
        {
            return true;
        }

        var labels = node.Node.Metadata.Labels;
        foreach (var (key, value) in selector)
        {
            if (labels is null || !labels.TryGetValue(key, out var actual) || actual != value)
            {
                return false;
            }
        }

        return true;
    }

    private static bool MatchesAffinity(PodInfo pod, NodeInfo node)
    {
        var required = pod.Pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        if (required is null)
        {
            return true;
        }

        foreach (var term in required.NodeSelectorTerms)
        {
            if (NodeSelectorTerms.Matches(term, node.Node))
            {
                return true;
            }
        }

        return false;
    }
}
