using System.Collections.Immutable;
using System.Text.Json;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.CustomResources;

/// <summary>The words of a schema, and reads of it that do not care whether they are there.</summary>
internal static class SchemaWords
{
    public const string IntOrString = "x-kubernetes-int-or-string";
    public const string EmbeddedResource = "x-kubernetes-embedded-resource";
    public const string PreserveUnknownFields = "x-kubernetes-preserve-unknown-fields";
    public const string ListTypeWord = "x-kubernetes-list-type";
    public const string ListMapKeys = "x-kubernetes-list-map-keys";
    public const string MapType = "x-kubernetes-map-type";
    public const string Validations = "x-kubernetes-validations";

    extension(JsonElement schema)
    {
        public JsonElement? Find(string name) =>
            schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

        public JsonElement? FindObject(string name) => schema.Find(name) is { ValueKind: JsonValueKind.Object } member ? member : null;

        /// <summary>A text that is not empty; null for anything else.</summary>
        public string? Text(string name) =>
            schema.Find(name) is { ValueKind: JsonValueKind.String } member && member.GetString() is { Length: > 0 } text ? text : null;

        public bool Flag(string name) => schema.Find(name) is { ValueKind: JsonValueKind.True };

        public double? Number(string name) => schema.Find(name) is { ValueKind: JsonValueKind.Number } member ? member.GetDouble() : null;

        public long? Count(string name) =>
            schema.Find(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var count) ? count : null;

        public IEnumerable<JsonElement> Items(string name) =>
            schema.Find(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : [];

        public ImmutableArray<string> Texts(string name) =>
            [.. schema.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];

        public ListType? ListType() => schema.Text(ListTypeWord) switch
        {
            "atomic" => Types.ListType.Atomic,
            "set" => Types.ListType.Set,
            "map" => Types.ListType.Map,
            _ => null,
        };
    }
}
