using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables;

/// <summary>Reads values out of an object's tree; what is absent reads as empty or zero.</summary>
internal static class TreeReading
{
    extension(JsonNode? tree)
    {
        public string ObjectName => tree.Text("metadata", "name");

        public bool IsTerminating => tree.At("metadata", "deletionTimestamp") is not null;

        public JsonNode? At(params ReadOnlySpan<string> path)
        {
            var node = tree;
            foreach (var name in path)
            {
                node = (node as JsonObject)?[name];
            }

            return node;
        }

        /// <summary>The text of a string or of a number.</summary>
        public string Text(params ReadOnlySpan<string> path) => tree.At(path) switch
        {
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonValue value => value.ToJsonString(),
            _ => "",
        };

        public string TextOr(string whenEmpty, params ReadOnlySpan<string> path) => tree.Text(path) is { Length: > 0 } text ? text : whenEmpty;

        public long Number(params ReadOnlySpan<string> path) =>
            long.TryParse(tree.Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

        public bool Flag(params ReadOnlySpan<string> path) => tree.At(path)?.GetValueKind() == JsonValueKind.True;

        /// <summary>The objects of a list.</summary>
        public IReadOnlyList<JsonObject> Items(params ReadOnlySpan<string> path) => tree.At(path) is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

        /// <summary>The texts of a list of strings.</summary>
        public IReadOnlyList<string> Texts(params ReadOnlySpan<string> path) => tree.At(path) is JsonArray list ? [.. list.Select(item => item.Text())] : [];

        /// <summary>How many items a list has, or entries a map.</summary>
        public int Size(params ReadOnlySpan<string> path) => tree.At(path) switch
        {
            JsonArray list => list.Count,
            JsonObject map => map.Count,
            _ => 0,
        };

        public DateTimeOffset? Time(params ReadOnlySpan<string> path) =>
            DateTimeOffset.TryParse(tree.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

        public string Age(DateTimeOffset now) => HumanDuration.Since(tree.Time("metadata", "creationTimestamp"), now);

        /// <summary>The status of the condition of the given type; null when the object has none.</summary>
        public string? Condition(string type)
        {
            foreach (var condition in tree.Items("status", "conditions"))
            {
                if (condition.Text("type") == type)
                {
                    return condition.Text("status");
                }
            }

            return null;
        }
    }
}
