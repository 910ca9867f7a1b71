using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>
/// How large values of a schema can be, where the schema does not say: a request has three megabytes, and each item takes a few bytes of it. All
/// as upstream reckons, since clients see what is refused for it.
/// </summary>
internal static class SchemaSizes
{
    private const long RequestBytesMax = 3 * 1024 * 1024;

    /// <summary>An entry of an object has quotes, a colon and a comma beside its value.</summary>
    private const long EntryBytes = 6;

    private const long DateChars = 12;
    private const long TimeChars = 27;
    private const long DurationChars = 32;

    /// <summary>In bytes: a character may take four.</summary>
    public static long TextMax(JsonObject schema)
    {
        if (schema.List("enum") is { Count: > 0 } choices)
        {
            return choices.OfType<JsonValue>().Max(choice => choice.TryGetValue<string>(out var text) ? text.Length : 0);
        }

        return schema.Text("format") switch
        {
            "date" => DateChars,
            "date-time" => TimeChars,
            "duration" => DurationChars,
            _ => schema.Integer("maxLength") is { } max ? Math.Max(0, max) * 4 : RequestBytesMax - 2,
        };
    }

    public static long ItemsMax(JsonObject schema) =>
        schema.Integer("maxItems") is { } max ? Math.Max(0, max) : (RequestBytesMax - 2) / (BytesMin(schema.Child("items")) + 1);

    public static long PropertiesMax(JsonObject schema) => schema.Integer("maxProperties") is { } max
        ? Math.Max(0, max)
        : (RequestBytesMax - 2) / (BytesMin(schema.Child("additionalProperties")) + EntryBytes);

    /// <summary>How many values of the schema a request can hold.</summary>
    public static long CountMax(JsonObject schema) => RequestBytesMax / (BytesMin(schema) + 1);

    /// <summary>The shortest JSON of a value.</summary>
    private static long BytesMin(JsonObject? schema) => schema.Text("type") switch
    {
        "boolean" => 4,
        "integer" or "number" => 1,
        "object" => 2 + schema.Texts("required").Sum(name => schema.Child("properties").Child(name) is { } property && property["default"] is null
            ? name.Length + 4 + BytesMin(property)
            : 0),
        _ => schema.Flag("x-kubernetes-int-or-string") == true ? 1 : 2,
    };
}
