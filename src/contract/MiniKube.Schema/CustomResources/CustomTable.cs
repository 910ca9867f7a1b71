using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Tables;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.CustomResources;

/// <summary>The table of a custom resource: the name, then the columns of the definition, or else the age.</summary>
internal static class CustomTable
{
    private static readonly TableColumn ObjectName = TableColumn.ObjectName;

    public static TableDefinition Of(JsonElement version)
    {
        ImmutableArray<(TableColumn Column, JsonPath Path)> columns = [.. version.Items("additionalPrinterColumns").Select(Column).OfType<(TableColumn, JsonPath)>()];
        if (columns.IsEmpty)
        {
            _ = JsonPath.TryParse(".metadata.creationTimestamp", out var created);
            columns = [(new TableColumn("Age", "date", "", "Time since the object was created.", 0), created!)];
        }

        return new TableDefinition(
            [ObjectName, .. columns.Select(each => each.Column)],
            (item, now) => [item.Object("metadata").Text("name") ?? "", .. columns.Select(each => Cell(each.Path.First(item), each.Column.Type, now))]);
    }

    private static (TableColumn Column, JsonPath Path)? Column(JsonElement column) => JsonPath.TryParse(column.Text("jsonPath") ?? "", out var path)
        ? (new TableColumn(
            column.Text("name") ?? "",
            column.Text("type") ?? "string",
            column.Text("format") ?? "",
            column.Text("description") ?? "Custom resource definition column (in JSONPath format): " + column.Text("jsonPath"),
            (int)(column.Count("priority") ?? 0)), path)
        : null;

    private static TableCell Cell(JsonNode? value, string type, DateTimeOffset now) => (type, value) switch
    {
        (_, null) => default,
        ("string", _) => value.AsText ?? value.ToJsonString(),
        ("integer", JsonValue number) when number.TryGetInteger(out var whole) => whole,
        ("integer", JsonValue number) when number.TryGetValue<double>(out var real) => (long)real,
        ("number", JsonValue number) when number.GetValueKind() == JsonValueKind.Number => TableCell.FromNumber(number.ToJsonString()),
        ("boolean", _) when value.AsFlag is { } flag => flag,
        ("date", _) when DateTimeOffset.TryParse(value.AsText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
            HumanDuration.Since(time, now),
        ("date", _) => "<unknown>",
        _ => default,
    };
}
