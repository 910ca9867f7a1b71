using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.Nodes.Health;

/// <summary>
/// Which nodes have gone silent. Silence is counted in looks, one a period, not read off the clock: a machine that slept, or a clock that leaps,
/// gives the kubelets their time to report before anything is held against them.
/// </summary>
/// <param name="period">Looks that come sooner after each other do not count.</param>
/// <param name="looksMax">A node that has said nothing new in so many looks is silent.</param>
internal sealed class NodeHeartbeats(TimeSpan period, int looksMax)
{
    private readonly Lock _gate = new();

    // Bounded by the nodes that there are.
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks at a node.</summary>
    public bool IsSilent(V1Node node, V1Lease? lease, DateTimeOffset now)
    {
        var beat = (Times.From(lease?.Spec?.RenewTime), Times.From(node.Condition("Ready")?.LastHeartbeatTime), node.Metadata.Uid);
        lock (_gate)
        {
            if (!_seen.TryGetValue(node.Metadata.Name, out var seen) || seen.Beat != beat)
            {
                // What this controller writes into the status is no sign of life: it leaves the heartbeat as it was.
                _seen[node.Metadata.Name] = new Seen(beat, now, 0);
                return false;
            }

            if (now - seen.LookedAt >= period)
            {
                seen = seen with { LookedAt = now, Looks = Math.Min(seen.Looks + 1, looksMax) };
                _seen[node.Metadata.Name] = seen;
            }

            return seen.Looks >= looksMax;
        }
    }

    /// <summary>Half the way to silence: the node does not count as ready where it matters how many are.</summary>
    public bool IsLate(string node)
    {
        lock (_gate)
        {
            return _seen.TryGetValue(node, out var seen) && 2 * seen.Looks >= looksMax;
        }
    }

    public void Forget(string node)
    {
        lock (_gate)
        {
            _seen.Remove(node);
        }
    }

    private sealed record Seen((DateTimeOffset Lease, DateTimeOffset Status, string Uid) Beat, DateTimeOffset LookedAt, int Looks);
}
