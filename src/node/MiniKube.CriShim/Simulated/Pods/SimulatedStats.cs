using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>What simulated containers use: steadily what their behaviour says.</summary>
internal static class SimulatedStats
{
    private const long NanocoresPerMilli = 1_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static ContainerStats Of(SimulatedContainer container, long now)
    {
        var runs = container.State == ContainerState.ContainerRunning;
        var nanocores = runs ? (ulong)(container.Behavior.CpuMilli * NanocoresPerMilli) : 0;
        var memory = runs ? (ulong)container.Behavior.MemoryBytes : 0;
        return new ContainerStats
        {
            Attributes = container.ToAttributes(),
            Cpu = Cpu(now, CpuNanoseconds(container, now), nanocores),
            Memory = Memory(now, memory, container.Resources.MemoryLimitInBytes),
            WritableLayer = new FilesystemUsage
            {
                Timestamp = now,
                FsId = new FilesystemIdentifier { Mountpoint = "/" },
                UsedBytes = 0,
                InodesUsed = 0,
            },
        };
    }

    public static PodSandboxStats Of(SimulatedSandbox sandbox, long now)
    {
        var containers = sandbox.Containers.Values.Select(container => Of(container, now)).ToList();
        var stats = new PodSandboxStats
        {
            Attributes = sandbox.ToAttributes(),
            Linux = new LinuxPodSandboxStats
            {
                Cpu = Cpu(now, Sum(containers, static c => c.Cpu.UsageCoreNanoSeconds), Sum(containers, static c => c.Cpu.UsageNanoCores)),
                Memory = Memory(now, Sum(containers, static c => c.Memory.WorkingSetBytes), limit: 0),
                Network = new NetworkUsage
                {
                    Timestamp = now,
                    DefaultInterface = new NetworkInterfaceUsage { Name = "eth0", RxBytes = 0, RxErrors = 0, TxBytes = 0, TxErrors = 0 },
                },
                Process = new ProcessUsage
                {
                    Timestamp = now,
                    ProcessCount = (ulong)sandbox.Containers.Values.Count(static c => c.State == ContainerState.ContainerRunning),
                },
            },
        };
        stats.Linux.Containers.AddRange(containers);
        return stats;
    }

    private static ulong CpuNanoseconds(SimulatedContainer container, long now)
    {
        if (container.StartedAt == 0)
        {
            return 0;
        }

        var until = container.FinishedAt == 0 ? now : container.FinishedAt;
        return (ulong)((Int128)(until - container.StartedAt) * container.Behavior.CpuMilli * NanocoresPerMilli / NanosecondsPerSecond);
    }

    private static CpuUsage Cpu(long now, ulong nanoseconds, ulong nanocores)
        => new() { Timestamp = now, UsageCoreNanoSeconds = nanoseconds, UsageNanoCores = nanocores };

    private static MemoryUsage Memory(long now, ulong bytes, long limit) => new()
    {
        Timestamp = now,
        WorkingSetBytes = bytes,
        UsageBytes = bytes,
        RssBytes = bytes,
        AvailableBytes = limit > 0 && (ulong)limit > bytes ? (ulong)limit - bytes : 0,
        PageFaults = 0,
        MajorPageFaults = 0,
    };

    private static ulong Sum(List<ContainerStats> stats, Func<ContainerStats, ulong?> part)
        => stats.Aggregate(0ul, (sum, one) => sum + (part(one) ?? 0));
}
