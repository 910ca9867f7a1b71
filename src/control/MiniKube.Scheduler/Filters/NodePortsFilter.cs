using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Filters;

/// <summary>A host port can be taken once.</summary>
internal sealed class NodePortsFilter : IFilter
{
    public string Name => "NodePorts";

    public string? Reject(PodInfo pod, NodeInfo node)
    {
        if (pod.HostPorts.IsEmpty)
        {
            return null;
        }

        foreach (var (_, other) in node.Pods)
        {
            foreach (var taken in other.HostPorts)
            {
                foreach (var wanted in pod.HostPorts)
                {
                    if (wanted.ClashesWith(taken))
                    {
                        return "node(s) didn't have free ports for the requested pod ports";
                    }
                }
            }
        }

        return null;
    }
}
