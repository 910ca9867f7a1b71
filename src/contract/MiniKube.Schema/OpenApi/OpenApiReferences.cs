using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.OpenApi;

/// <summary>Finds and changes what a Swagger 2.0 document refers to: <c>#/definitions/name</c> and <c>#/parameters/name</c>.</summary>
internal static class OpenApiReferences
{
    public const string Definitions = "#/definitions/";
    public const string Parameters = "#/parameters/";

    /// <summary>Every reference below a node, again and again if it is there more than once.</summary>
    public static IEnumerable<string> In(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(property => property is { Key: "$ref", Value: JsonValue value } && value.GetValueKind() == JsonValueKind.String
            ? [value.GetValue<string>()]
            : In(property.Value)),
        JsonArray list => list.SelectMany(In),
        _ => [],
    };

    /// <summary>Makes every reference below a node another one.</summary>
    public static void Change(JsonNode? node, Func<string, string> change)
    {
        switch (node)
        {
            case JsonObject item:
                foreach (var (name, value) in item.ToList())
                {
                    if (name == "$ref" && value is JsonValue text && text.GetValueKind() == JsonValueKind.String)
                    {
                        item[name] = change(text.GetValue<string>());
                    }
                    else
                    {
                        Change(value, change);
                    }
                }

                break;
            case JsonArray list:
                foreach (var value in list)
                {
                    Change(value, change);
                }

                break;
            default:
                break;
        }
    }
}
