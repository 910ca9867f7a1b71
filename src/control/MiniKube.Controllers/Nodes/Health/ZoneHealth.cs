using System.Collections.Frozen;
using k8s.Models;

namespace MiniKube.Controllers.Nodes.Health;

/// <summary>How fast pods may be told to leave the nodes of each zone, by how many of its nodes are ready. Immutable.</summary>
internal sealed class ZoneHealth
{
    private const double UnhealthyShare = 0.55;
    private const int LargeZone = 50;

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(100);

    private readonly FrozenDictionary<string, TimeSpan?> _intervals;

    private ZoneHealth(FrozenDictionary<string, TimeSpan?> intervals, bool isAllLost)
    {
        _intervals = intervals;
        IsAllLost = isAllLost;
    }

    /// <summary>No node of any zone is ready.</summary>
    public bool IsAllLost { get; }

    /// <param name="nodes">All of them.</param>
    /// <param name="isReady">Whether a node counts as ready.</param>
    public static ZoneHealth Of(IEnumerable<V1Node> nodes, Func<V1Node, bool> isReady)
    {
        var zones = new Dictionary<string, (int Ready, int NotReady)>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var (ready, notReady) = zones.GetValueOrDefault(ZoneOf(node));
            zones[ZoneOf(node)] = isReady(node) ? (ready + 1, notReady) : (ready, notReady + 1);
        }

        return new ZoneHealth(
            zones.ToFrozenDictionary(zone => zone.Key, zone => IntervalOf(zone.Value.Ready, zone.Value.NotReady), StringComparer.Ordinal),
            zones.Values.All(zone => zone.Ready == 0));
    }

    public static string ZoneOf(V1Node node) =>
        $"{Label(node, "topology.kubernetes.io/region")}:{Label(node, "topology.kubernetes.io/zone")}";

    /// <summary>The least time between two nodes of the zone; null when none may be emptied.</summary>
    public TimeSpan? IntervalOf(string zone) => _intervals.GetValueOrDefault(zone, Usual);

    // More than two, and more than half: something is wrong with the zone, and moving everything would make it worse.
    private static TimeSpan? IntervalOf(int ready, int notReady) =>
        ready == 0 || notReady <= 2 || notReady < UnhealthyShare * (ready + notReady) ? Usual
        : ready + notReady > LargeZone ? Slow
        : null;

    private static string Label(V1Node node, string key) => node.Metadata.Labels?.TryGetValue(key, out var value) == true ? value : "";
}
