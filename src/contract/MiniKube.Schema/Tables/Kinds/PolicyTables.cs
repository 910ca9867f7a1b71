using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of budgets, priorities, fairness and scaling.</summary>
internal static class PolicyTables
{
    private const int MetricsShown = 2;

    public static TableDefinition PodDisruptionBudget { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Min Available", "How many pods must stay."),
            TableColumn.Text("Max Unavailable", "How many pods may be away."),
            TableColumn.Integer("Allowed Disruptions", "How many pods may be evicted now."),
            TableColumn.Age,
        ],
        (budget, now) =>
        [
            budget.ObjectName,
            budget.TextOr("N/A", "spec", "minAvailable"),
            budget.TextOr("N/A", "spec", "maxUnavailable"),
            budget.Number("status", "disruptionsAllowed"),
            budget.Age(now),
        ]);

    public static TableDefinition PriorityClass { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Integer("Value", "The priority of pods of the class."),
            TableColumn.Boolean("Global-Default", "Whether pods without a class are of this one."),
            TableColumn.Age,
            TableColumn.Text("PreemptionPolicy", "Whether pods of the class may push others out."),
        ],
        (priorityClass, now) =>
        [
            priorityClass.ObjectName,
            priorityClass.Number("value"),
            priorityClass.Flag("globalDefault"),
            priorityClass.Age(now),
            priorityClass.Text("preemptionPolicy"),
        ]);

    public static TableDefinition HorizontalPodAutoscaler { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Reference", "What is scaled."),
            TableColumn.Text("Targets", "The measures as they are and as they should be."),
            TableColumn.Text("MinPods", "The fewest pods."),
            TableColumn.Text("MaxPods", "The most pods."),
            TableColumn.Integer("Replicas", "How many pods there are."),
            TableColumn.Age,
        ],
        (autoscaler, now) =>
        [
            autoscaler.ObjectName,
            $"{autoscaler.Text("spec", "scaleTargetRef", "kind")}/{autoscaler.Text("spec", "scaleTargetRef", "name")}",
            Metrics(autoscaler),
            autoscaler.TextOr(CellFormat.Unset, "spec", "minReplicas"),
            autoscaler.Number("spec", "maxReplicas"),
            autoscaler.Number("status", "currentReplicas"),
            autoscaler.Age(now),
        ]);

    public static TableDefinition FlowSchema { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("PriorityLevel", "The level that handles the requests."),
            TableColumn.Text("MatchingPrecedence", "The lowest number that matches wins."),
            TableColumn.Text("DistinguisherMethod", "What sets flows apart."),
            TableColumn.Age,
            TableColumn.Text("MissingPL", "Whether the level does not exist."),
        ],
        (schema, now) =>
        [
            schema.ObjectName,
            schema.Text("spec", "priorityLevelConfiguration", "name"),
            schema.Number("spec", "matchingPrecedence"),
            schema.TextOr(CellFormat.None, "spec", "distinguisherMethod", "type"),
            schema.Age(now),
            schema.Condition("Dangling") ?? "?",
        ]);

    public static TableDefinition PriorityLevelConfiguration { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Type", "Limited or Exempt."),
            TableColumn.Text("NominalConcurrencyShares", "The level's share of the requests under way."),
            TableColumn.Text("Queues", "How many queues there are."),
            TableColumn.Text("HandSize", "How many queues a flow may use."),
            TableColumn.Text("QueueLengthLimit", "How many requests wait in a queue at most."),
            TableColumn.Age,
        ],
        (level, now) =>
        {
            var queuing = level.At("spec", "limited", "limitResponse", "queuing");
            return
            [
                level.ObjectName,
                level.Text("spec", "type"),
                level.TextOr(level.TextOr(CellFormat.None, "spec", "exempt", "nominalConcurrencyShares"), "spec", "limited", "nominalConcurrencyShares"),
                queuing.TextOr(CellFormat.None, "queues"),
                queuing.TextOr(CellFormat.None, "handSize"),
                queuing.TextOr(CellFormat.None, "queueLengthLimit"),
                level.Age(now),
            ];
        });

    private static string Metrics(JsonObject autoscaler)
    {
        // autoscaling/v1 knows one measure.
        if (autoscaler.At("spec", "targetCPUUtilizationPercentage") is { } target)
        {
            var percent = autoscaler.Text("status", "currentCPUUtilizationPercentage");
            return $"cpu: {(percent.Length > 0 ? $"{percent}%" : CellFormat.Unknown)}/{target.Text()}%";
        }

        var current = autoscaler.Items("status", "currentMetrics");
        var metrics = autoscaler.Items("spec", "metrics");
        return CellFormat.Some(
            [.. metrics.Select((metric, i) => Metric(metric, i < current.Count ? current[i] : null))], MetricsShown, ", ", CellFormat.None);
    }

    private static string Metric(JsonObject metric, JsonObject? status)
    {
        var source = metric.Text("type") is { Length: > 0 } type ? char.ToLowerInvariant(type[0]) + type[1..] : "";
        var target = metric.At(source, "target");
        var current = status.At(source, "current");
        var average = target.Text("averageValue");
        switch (source)
        {
            case "external" or "object" when average.Length > 0:
                return $"{current.TextOr(CellFormat.Unknown, "averageValue")}/{average} (avg)";
            case "external" or "object":
                return $"{current.TextOr(CellFormat.Unknown, "value")}/{target.Text("value")}";
            case "pods":
                return $"{current.TextOr(CellFormat.Unknown, "averageValue")}/{average}";
            case "resource" or "containerResource" when average.Length > 0:
                return $"{metric.Text(source, "name")}: {current.TextOr(CellFormat.Unknown, "averageValue")}/{average}";
            case "resource" or "containerResource":
                var used = current.Text("averageUtilization");
                var wanted = target.Text("averageUtilization");
                return $"{metric.Text(source, "name")}: {(used.Length > 0 ? $"{used}%" : CellFormat.Unknown)}/{(wanted.Length > 0 ? $"{wanted}%" : "<auto>")}";
            default:
                return "<unknown type>";
        }
    }
}
