using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The table of events, in the core group's form and in that of <c>events.k8s.io</c>.</summary>
internal static class EventTable
{
    public static TableDefinition Event { get; } = new(
        [
            TableColumn.Text("Last Seen", "Time since it last happened."),
            TableColumn.Text("Type", "Normal or Warning."),
            TableColumn.Text("Reason", "Why, in one word."),
            TableColumn.Text("Object", "What it happened to."),
            TableColumn.Wide("Subobject", "The part it happened to."),
            TableColumn.Wide("Source", "Who reports it."),
            TableColumn.Text("Message", "What happened, for a person."),
            TableColumn.Wide("First Seen", "Time since it first happened."),
            TableColumn.Wide("Count", "How often it happened."),
            TableColumn.ObjectName with { Priority = 1 },
        ],
        (item, now) =>
        {
            var first = First(item, now);
            var about = item.At("involvedObject") ?? item.At("regarding");
            return
            [
                Last(item, now, first),
                item.Text("type"),
                item.Text("reason"),
                Target(about),
                about.Text("fieldPath"),
                Source(item),
                item.TextOr(item.Text("note"), "message").Trim(),
                first,
                Count(item),
                item.ObjectName,
            ];
        });

    private static string First(JsonObject item, DateTimeOffset now)
    {
        var first = item.Time("firstTimestamp") ?? item.Time("deprecatedFirstTimestamp") ?? item.Time("eventTime");
        return HumanDuration.Since(first, now);
    }

    private static string Last(JsonObject item, DateTimeOffset now, string first)
    {
        var last = item.Time("series", "lastObservedTime") ?? item.Time("lastTimestamp") ?? item.Time("deprecatedLastTimestamp");
        return last is null ? first : HumanDuration.Since(last, now);
    }

    private static long Count(JsonObject item)
    {
        var count = item.At("series") is null ? Math.Max(item.Number("count"), item.Number("deprecatedCount")) : item.Number("series", "count");
        return count == 0 ? 1 : count;
    }

    private static string Target(JsonNode? about)
    {
        var kind = about.Text("kind").ToLowerInvariant();
        return about.Text("name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
    }

    private static string Source(JsonObject item)
    {
        var source = item.At("source") ?? item.At("deprecatedSource");
        var component = source.TextOr(item.TextOr(item.Text("reportingController"), "reportingComponent"), "component");
        var instance = source.TextOr(item.Text("reportingInstance"), "host");
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }
}
