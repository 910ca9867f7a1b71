using k8s.Models;
using MiniKube.Kubelet.Status;
using MiniKube.Cri.V1;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Turns requests and limits into what cgroups understand.</summary>
internal static class ResourceAmounts
{
    private const long QuotaPeriodMicroseconds = 100_000;
    private const long QuotaMicrosecondsMin = 1_000;
    private const long SharesPerCpu = 1024;
    private const long SharesMin = 2;
    private const long OomBestEffort = 1000;
    private const long OomGuaranteed = -997;

    public static LinuxContainerResources Of(V1Pod pod, V1Container container, long nodeMemoryBytes)
    {
        var resources = new LinuxContainerResources
        {
            CpuShares = Shares(container),
            CpuPeriod = QuotaPeriodMicroseconds,
            OomScoreAdj = OomScore(pod, container, nodeMemoryBytes),
        };
        if (Amount(container.Resources?.Limits, "cpu") is > 0 and var cpu)
        {
            resources.CpuQuota = Math.Max(QuotaMicrosecondsMin, (long)Math.Ceiling(cpu * QuotaPeriodMicroseconds));
        }

        if (Amount(container.Resources?.Limits, "memory") is > 0 and var memory)
        {
            resources.MemoryLimitInBytes = (long)Math.Ceiling(memory);
        }

        return resources;
    }

    public static decimal Amount(IDictionary<string, ResourceQuantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.ToDecimal() : 0;

    private static long Shares(V1Container container)
    {
        var cpu = container.Resources?.Requests?.ContainsKey("cpu") is true
            ? Amount(container.Resources.Requests, "cpu")
            : Amount(container.Resources?.Limits, "cpu");
        return Math.Max(SharesMin, (long)(cpu * SharesPerCpu));
    }

    // Who asks for more memory is killed later; nobody of the middle class falls into the other two.
    private static long OomScore(V1Pod pod, V1Container container, long nodeMemoryBytes)
    {
        switch (PodQos.Of(pod))
        {
            case PodQos.Guaranteed:
                return OomGuaranteed;
            case PodQos.BestEffort:
                return OomBestEffort;
        }

        var request = Amount(container.Resources?.Requests, "memory");
        var score = nodeMemoryBytes > 0 ? OomBestEffort - (long)(OomBestEffort * request / nodeMemoryBytes) : OomBestEffort;
        return Math.Clamp(score, OomBestEffort + OomGuaranteed, OomBestEffort - 1);
    }
}
