using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Filters;

/// <summary>What a pod requests must be left on the node.</summary>
internal sealed class NodeResourcesFitFilter : IFilter
{
    public string Name => "NodeResourcesFit";

    public string? Reject(PodInfo pod, NodeInfo node)
    {
        if (node.Pods.Count + 1 > node.PodsMax)
        {
            return "Too many pods";
        }

        var wanted = pod.Requests;
        if (Lacks(wanted.MilliCpu, node.Allocatable.MilliCpu, node.Requested.MilliCpu))
        {
            return "Insufficient cpu";
        }

        if (Lacks(wanted.MemoryBytes, node.Allocatable.MemoryBytes, node.Requested.MemoryBytes))
        {
            return "Insufficient memory";
        }

        if (Lacks(wanted.EphemeralStorageBytes, node.Allocatable.EphemeralStorageBytes, node.Requested.EphemeralStorageBytes))
        {
            return "Insufficient ephemeral-storage";
        }

        foreach (var (name, amount) in wanted.Scalars)
        {
            if (Lacks(amount, node.Allocatable.Scalars.GetValueOrDefault(name), node.Requested.Scalars.GetValueOrDefault(name)))
            {
                return $"Insufficient {name}";
            }
        }

        return null;
    }

    private static bool Lacks(long wanted, long allocatable, long requested) => wanted > 0 && wanted > allocatable - requested;
}
