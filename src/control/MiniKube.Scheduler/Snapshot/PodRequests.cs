using k8s.Models;
using MiniKube.Api.Quantities;

namespace MiniKube.Scheduler.Snapshot;

/// <summary>Adds up what a pod asks for (KEP-753 for sidecars, KEP-688 for overhead).</summary>
internal static class PodRequests
{
    public static ResourceAmounts Of(V1Pod pod)
    {
        var running = ResourceAmounts.Zero;
        foreach (var container in pod.Spec.Containers)
        {
            running = running.Plus(From(container.Resources?.Requests));
        }

        var sidecars = ResourceAmounts.Zero;
        var starting = ResourceAmounts.Zero;
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            var requests = From(container.Resources?.Requests);
            if (container.RestartPolicy == "Always")
            {
                sidecars = sidecars.Plus(requests);
                starting = starting.Max(sidecars);
            }
            else
            {
                starting = starting.Max(sidecars.Plus(requests));
            }
        }

        return running.Plus(sidecars).Max(starting).Plus(From(pod.Spec.Overhead));
    }

    public static ResourceAmounts From(IDictionary<string, ResourceQuantity>? quantities)
    {
        var amounts = ResourceAmounts.Zero;
        foreach (var (name, quantity) in quantities ?? new Dictionary<string, ResourceQuantity>())
        {
            var parsed = Quantity.Parse(quantity.ToString());
            amounts = name switch
            {
                "cpu" => amounts with { MilliCpu = parsed.MilliValue },
                "memory" => amounts with { MemoryBytes = parsed.Value },
                "ephemeral-storage" => amounts with { EphemeralStorageBytes = parsed.Value },
                "pods" => amounts,
                _ => amounts with { Scalars = amounts.Scalars.SetItem(name, parsed.Value) },
            };
        }

        return amounts;
    }
}
