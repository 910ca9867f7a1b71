using k8s.Models;
using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Tests;

/// <summary>Short words for the objects of the tests.</summary>
internal static class Objects
{
    public static V1Node Node(string name, string cpu = "4", string memory = "8Gi", string pods = "110") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = name } },
        Spec = new V1NodeSpec(),
        Status = new V1NodeStatus { Allocatable = Quantities(("cpu", cpu), ("memory", memory), ("pods", pods)) },
    };

    public static V1Pod Pod(string name, string? cpu = null, string? memory = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", Uid = "uid-" + name },
        Spec = new V1PodSpec
        {
            Containers = [new V1Container { Name = "main", Resources = new V1ResourceRequirements { Requests = Requests(cpu, memory) } }],
        },
    };

    public static PodInfo Info(V1Pod pod) => PodInfo.From(pod);

    public static NodeInfo With(this NodeInfo node, params V1Pod[] pods) =>
        pods.Aggregate(node, (current, pod) => current.WithPod(PodInfo.From(pod)));

    public static ClusterSnapshot Cluster(params NodeInfo[] nodes) => new([.. nodes]);

    public static Dictionary<string, ResourceQuantity> Quantities(params (string Name, string Amount)[] amounts) =>
        amounts.ToDictionary(amount => amount.Name, amount => new ResourceQuantity(amount.Amount));

    private static Dictionary<string, ResourceQuantity> Requests(string? cpu, string? memory)
    {
        var requests = new Dictionary<string, ResourceQuantity>();
        if (cpu is not null)
        {
            requests["cpu"] = new ResourceQuantity(cpu);
        }

        if (memory is not null)
        {
            requests["memory"] = new ResourceQuantity(memory);
        }

        return requests;
    }
}
