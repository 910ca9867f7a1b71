using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.Nodes.Health;

/// <summary>What the status says of a node that says nothing itself.</summary>
internal static class SilencePlanner
{
    private static readonly string[] Types = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    /// <summary>The conditions that have to become unknown; none when all are.</summary>
    public static IReadOnlyList<V1NodeCondition> Plan(V1Node node, DateTimeOffset now)
    {
        var unknown = new List<V1NodeCondition>();
        foreach (var type in Types)
        {
            var known = node.Condition(type);
            if (known is not { Status: "Unknown" })
            {
                unknown.Add(new V1NodeCondition
                {
                    Type = type,
                    Status = "Unknown",
                    Reason = known is null ? "NodeStatusNeverUpdated" : "NodeStatusUnknown",
                    Message = known is null ? "Kubelet never posted node status." : "Kubelet stopped posting node status.",
                    LastHeartbeatTime = known?.LastHeartbeatTime ?? node.Metadata.CreationTimestamp,
                    LastTransitionTime = Times.Seconds(now),
                });
            }
        }

        return unknown;
    }
}
