using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.Nodes.Health;

/// <summary>The taints that follow from a node's conditions. All others are none of its business.</summary>
internal static class NodeTaintPlanner
{
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unreachable = "node.kubernetes.io/unreachable";

    private const string NoSchedule = "NoSchedule";
    private const string NoExecute = "NoExecute";
    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    private static readonly (string Condition, string Key)[] Pressures =
    [
        ("MemoryPressure", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "node.kubernetes.io/disk-pressure"),
        ("PIDPressure", "node.kubernetes.io/pid-pressure"),
        ("NetworkUnavailable", "node.kubernetes.io/network-unavailable"),
    ];

    /// <summary>The node's taints as they should be; null when they are so.</summary>
    /// <param name="node">The node.</param>
    /// <param name="eviction">Whether its pods may be told to go.</param>
    /// <param name="now">When the new ones are added.</param>
    public static IReadOnlyList<V1Taint>? Plan(V1Node node, EvictionLeave eviction, DateTimeOffset now)
    {
        var current = node.Spec?.Taints ?? [];
        var wanted = Blocking(node, current).Select(key => (Key: key, Effect: NoSchedule)).ToList();
        if (Evicting(node, current, eviction) is { } evicting)
        {
            wanted.Add((evicting, NoExecute));
        }

        var kept = current.Where(taint => !IsOurs(taint) || wanted.Contains((taint.Key, taint.Effect))).ToList();
        var missing = wanted.Where(each => !current.Any(taint => taint.Key == each.Key && taint.Effect == each.Effect)).ToList();
        return missing.Count == 0 && kept.Count == current.Count
            ? null
            : [.. kept, .. missing.Select(each => new V1Taint { Key = each.Key, Effect = each.Effect, TimeAdded = Times.Seconds(now) })];
    }

    /// <summary>Pods of the node are being told to go, or it is not known that they need not be.</summary>
    public static bool IsEvicting(V1Node node) => node.Spec?.Taints?.Any(taint => taint.Effect == NoExecute && taint.Key is NotReady or Unreachable) == true;

    private static IEnumerable<string> Blocking(V1Node node, IList<V1Taint> current)
    {
        switch (node.Condition("Ready")?.Status)
        {
            case "True":
                break;
            case "False":
                yield return NotReady;
                break;
            case "Unknown":
                yield return Unreachable;
                break;
            default:
                // What has never reported keeps the taint that it was made with.
                if (current.Any(taint => taint is { Key: NotReady, Effect: NoSchedule }))
                {
                    yield return NotReady;
                }

                break;
        }

        foreach (var (condition, key) in Pressures)
        {
            if (node.Condition(condition) is { Status: "True" })
            {
                yield return key;
            }
        }

        if (node.Spec?.Unschedulable == true)
        {
            yield return Unschedulable;
        }
    }

    private static string? Evicting(V1Node node, IList<V1Taint> current, EvictionLeave eviction)
    {
        var wanted = node.Condition("Ready")?.Status switch
        {
            "False" => NotReady,
            "Unknown" => Unreachable,
            _ => null,
        };

        // One for the other at once: the pods have been told already.
        var isTold = current.Any(taint => taint.Effect == NoExecute && taint.Key is NotReady or Unreachable);
        return eviction == EvictionLeave.Given || (eviction == EvictionLeave.Later && isTold) ? wanted : null;
    }

    private static bool IsOurs(V1Taint taint) => taint.Effect switch
    {
        NoExecute => taint.Key is NotReady or Unreachable,
        NoSchedule => taint.Key is NotReady or Unreachable or Unschedulable || Pressures.Any(pressure => pressure.Key == taint.Key),
        _ => false,
    };
}
