using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Events of <c>events.k8s.io/v1</c> are those of <c>core/v1</c> under other names.</summary>
internal sealed class EventConversion : IConversion
{
    private static readonly (string Served, string Stored)[] Names =
    [
        ("regarding", "involvedObject"),
        ("note", "message"),
        ("reportingController", "reportingComponent"),
        ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedCount", "count"),
    ];

    public JsonObject ToStorage(JsonObject served)
    {
        var stored = served.DeepClone().AsObject();
        foreach (var (from, to) in Names)
        {
            Rename(stored, from, to);
        }

        stored["apiVersion"] = "v1";
        return stored;
    }

    public JsonObject FromStorage(JsonObject stored)
    {
        var served = stored.DeepClone().AsObject();
        foreach (var (to, from) in Names)
        {
            Rename(served, from, to);
        }

        served["apiVersion"] = "events.k8s.io/v1";
        return served;
    }

    private static void Rename(JsonObject tree, string from, string to)
    {
        if (tree[from] is { } value)
        {
            tree.Remove(from);
            tree[to] = value;
        }
    }
}
