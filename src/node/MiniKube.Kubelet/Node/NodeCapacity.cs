using System.Globalization;
using k8s.Models;

namespace MiniKube.Kubelet.Node;

/// <summary>How much a node has and how much of it pods may use.</summary>
internal static class NodeCapacity
{
    public static Dictionary<string, ResourceQuantity> Capacity(KubeletOptions options, MachineFacts machine)
    {
        var capacity = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal)
        {
            ["cpu"] = new(machine.Cpus.ToString(CultureInfo.InvariantCulture)),
            ["memory"] = new($"{machine.MemoryBytes / 1024}Ki"),
            ["ephemeral-storage"] = new($"{machine.DiskBytes / 1024}Ki"),
            ["pods"] = new(options.MaxPods.ToString(CultureInfo.InvariantCulture)),
        };
        foreach (var (name, amount) in options.Capacity)
        {
            capacity[name] = new ResourceQuantity(amount);
        }

        return capacity;
    }

    public static Dictionary<string, ResourceQuantity> Allocatable(KubeletOptions options, Dictionary<string, ResourceQuantity> capacity)
    {
        var allocatable = new Dictionary<string, ResourceQuantity>(capacity, StringComparer.Ordinal);
        foreach (var (name, reserved) in options.Reserved)
        {
            if (capacity.TryGetValue(name, out var all))
            {
                var left = Math.Max(0, all.ToDecimal() - new ResourceQuantity(reserved).ToDecimal());
                allocatable[name] = name is "cpu"
                    ? new ResourceQuantity($"{(long)(left * 1000)}m")
                    : new ResourceQuantity(((long)left).ToString(CultureInfo.InvariantCulture));
            }
        }

        return allocatable;
    }
}
