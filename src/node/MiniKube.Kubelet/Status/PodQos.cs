using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Status;

/// <summary>How a pod is treated when the node runs short.</summary>
internal static class PodQos
{
    public const string Guaranteed = "Guaranteed";
    public const string Burstable = "Burstable";
    public const string BestEffort = "BestEffort";

    private static readonly string[] Counted = ["cpu", "memory"];

    public static string Of(V1Pod pod)
    {
        var containers = pod.Regulars.Concat(pod.Inits).ToList();
        if (!containers.Any(container => Counted.Any(name => Amount(container.Resources?.Requests, name) > 0 || Amount(container.Resources?.Limits, name) > 0)))
        {
            return BestEffort;
        }

        return containers.All(IsGuaranteed) ? Guaranteed : Burstable;
    }

    private static bool IsGuaranteed(V1Container container) => Counted.All(name =>
    {
        var limit = Amount(container.Resources?.Limits, name);
        var request = Amount(container.Resources?.Requests, name);
        return limit > 0 && (request == limit || request == 0);
    });

    private static decimal Amount(IDictionary<string, ResourceQuantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.ToDecimal() : 0;
}
