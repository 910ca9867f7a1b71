using k8s.Models;

namespace MiniKube.Controllers.Nodes.Health;

/// <summary>Lets the nodes of a zone be emptied one after the other, with time in between to see what that does.</summary>
internal sealed class EvictionPace
{
    private readonly Lock _gate = new();

    // Bounded by the zones that there have been.
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);

    /// <summary>Takes the zone's turn for the node, where it is time.</summary>
    public EvictionLeave Ask(V1Node node, ZoneHealth health, DateTimeOffset now)
    {
        if (health.IsAllLost)
        {
            return EvictionLeave.Refused;
        }

        var zone = ZoneHealth.ZoneOf(node);
        if (health.IntervalOf(zone) is not { } interval)
        {
            return EvictionLeave.Later;
        }

        lock (_gate)
        {
            if (_last.TryGetValue(zone, out var last) && now - last < interval)
            {
                return EvictionLeave.Later;
            }

            _last[zone] = now;
            return EvictionLeave.Given;
        }
    }
}
