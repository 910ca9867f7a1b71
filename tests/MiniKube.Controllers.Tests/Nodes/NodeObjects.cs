using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.Nodes;

/// <summary>Nodes and what is on them.</summary>
internal static class NodeObjects
{
    public static V1Node Node(string name, string? ready = "True", IEnumerable<V1Taint>? taints = null, string zone = "", params string[] pressures) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Uid = $"uid-of-{name}", Labels = new Dictionary<string, string> { ["topology.kubernetes.io/zone"] = zone } },
        Spec = new V1NodeSpec { Taints = taints is null ? null : [.. taints] },
        Status = new V1NodeStatus
        {
            Conditions =
            [
                .. ready is null ? [] : new[] { new V1NodeCondition { Type = "Ready", Status = ready } },
                .. pressures.Select(pressure => new V1NodeCondition { Type = pressure, Status = "True" }),
            ],
        },
    };

    public static V1Taint Taint(string key, string effect, DateTime? added = null) => new() { Key = key, Effect = effect, TimeAdded = added };

    public static V1Lease Lease(string node, DateTimeOffset renewed) => new()
    {
        Metadata = new V1ObjectMeta { Name = node, NamespaceProperty = "kube-node-lease" },
        Spec = new V1LeaseSpec { RenewTime = renewed.UtcDateTime },
    };

    public static V1Pod PodOn(string node, string name, params V1Toleration[] tolerations)
    {
        var pod = Objects.Pod(name, "Running", node);
        return pod with
        {
            Spec = pod.Spec with { Tolerations = [.. tolerations] },
            Status = pod.Status with { Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] },
        };
    }

    public static V1Toleration Tolerates(string key, long? seconds = null) =>
        new() { Key = key, OperatorProperty = "Exists", Effect = "NoExecute", TolerationSeconds = seconds };
}
