using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Scores;

/// <summary>Spreads by load: the more CPU and memory is left after the pod, the better.</summary>
internal sealed class LeastAllocatedScore : IScore
{
    public string Name => "NodeResourcesFit";

    public int Weight => 1;

    public long Rate(PodInfo pod, NodeInfo node)
    {
        var cpu = Left(node.Load.MilliCpu + pod.Load.MilliCpu, node.Allocatable.MilliCpu);
        var memory = Left(node.Load.MemoryBytes + pod.Load.MemoryBytes, node.Allocatable.MemoryBytes);
        return (cpu + memory) / 2;
    }

    private static long Left(long used, long allocatable) =>
        allocatable == 0 || used > allocatable ? 0 : (allocatable - used) * 100 / allocatable;
}
