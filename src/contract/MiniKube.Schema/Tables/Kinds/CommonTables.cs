using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of kinds about which there is little to say.</summary>
internal static class CommonTables
{
    /// <summary>For every kind that has no table of its own.</summary>
    public static TableDefinition Default { get; } = new(
        [TableColumn.ObjectName, TableColumn.CreatedAt],
        (item, _) => [item.ObjectName, item.Text("metadata", "creationTimestamp")]);

    public static TableDefinition NameAndAge { get; } = new(
        [TableColumn.ObjectName, TableColumn.Age],
        (item, now) => [item.ObjectName, item.Age(now)]);

    public static TableDefinition ApiService { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Service", "Who serves the version; Local is this server."),
            TableColumn.Text("Available", "Whether it can be reached."),
            TableColumn.Age,
        ],
        (service, now) => [service.ObjectName, Backend(service), Availability(service), service.Age(now)]);

    private static string Backend(JsonObject service) => service.At("spec", "service") is { } backend
        ? $"{backend.Text("namespace")}/{backend.Text("name")}"
        : "Local";

    private static string Availability(JsonObject service)
    {
        var available = service.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Available");
        return available is null ? "Unknown"
            : available.Text("status") == "True" ? "True"
            : $"{available.Text("status")} ({available.Text("reason")})";
    }
}
