using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of the small kinds of the core group.</summary>
internal static class CoreTables
{
    public static TableDefinition Namespace { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("Status", "Whether the namespace is in use or going away."), TableColumn.Age],
        (item, now) => [item.ObjectName, item.Text("status", "phase"), item.Age(now)]);

    public static TableDefinition ConfigMap { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("Data", "How many entries there are."), TableColumn.Age],
        (map, now) => [map.ObjectName, map.Size("data") + map.Size("binaryData"), map.Age(now)]);

    public static TableDefinition Secret { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Type", "What the secret is for."),
            TableColumn.Text("Data", "How many entries there are."),
            TableColumn.Age,
        ],
        (secret, now) => [secret.ObjectName, secret.Text("type"), secret.Size("data"), secret.Age(now)]);

    public static TableDefinition ServiceAccount { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("Secrets", "How many secrets the account lists."), TableColumn.Age],
        (account, now) => [account.ObjectName, account.Size("secrets"), account.Age(now)]);

    public static TableDefinition ResourceQuota { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Request", "Used and allowed, of what pods ask for."),
            TableColumn.Text("Limit", "Used and allowed, of the limits of pods."),
            TableColumn.Age,
        ],
        (quota, now) => [quota.ObjectName, Usage(quota, isLimits: false), Usage(quota, isLimits: true), quota.Age(now)]);

    public static TableDefinition ComponentStatus { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Status", "Whether the component is healthy."),
            TableColumn.Text("Message", "What the component says."),
            TableColumn.Text("Error", "What the component says is wrong."),
        ],
        (component, _) =>
        {
            var health = component.Items("conditions").FirstOrDefault(condition => condition.Text("type") == "Healthy");
            var status = health.Text("status") switch
            {
                "True" => "Healthy",
                "False" => "Unhealthy",
                _ => "Unknown",
            };
            return [component.ObjectName, status, health.Text("message"), health.Text("error")];
        });

    private static string Usage(JsonObject quota, bool isLimits)
    {
        var hard = quota.At("status", "hard") as JsonObject ?? [];
        var shown = hard
            .Where(entry => entry.Key.StartsWith("limits.", StringComparison.Ordinal) == isLimits)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}: {quota.At("status", "used").TextOr("0", entry.Key)}/{entry.Value.Text()}");
        return string.Join(", ", shown);
    }
}
