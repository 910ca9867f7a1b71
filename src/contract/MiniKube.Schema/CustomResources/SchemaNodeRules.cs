using System.Text.Json;
using MiniKube.Api.Validation;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>What one schema may hold, wherever it stands.</summary>
internal static class SchemaNodeRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private static readonly string[] Unserved = ["$ref", "id", "definitions", "dependencies", "additionalItems", "patternProperties"];

    public static void Check(JsonElement schema, FieldLocation where, Complaints complaints)
    {
        foreach (var word in Unserved)
        {
            if (schema.Find(word) is not null)
            {
                complaints.Forbidden(where.Child(word), $"{word} is not supported");
            }
        }

        if (schema.Flag("uniqueItems"))
        {
            complaints.Forbidden(where.Child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }

        if (schema.Text("type") is { } type && !Types.Contains(type))
        {
            complaints.NotSupported(where.Child("type"), type, Types);
        }

        CheckParts(schema, where, complaints);
        CheckPattern(schema, where, complaints);
        if (schema.Find(SchemaWords.PreserveUnknownFields) is { ValueKind: JsonValueKind.False })
        {
            complaints.Invalid(where.Child(SchemaWords.PreserveUnknownFields), false, "must be true or undefined");
        }
    }

    private static void CheckParts(JsonElement schema, FieldLocation where, Complaints complaints)
    {
        if (schema.Find("additionalProperties") is { } additional)
        {
            if (additional.ValueKind == JsonValueKind.False)
            {
                complaints.Forbidden(where.Child("additionalProperties"), "additionalProperties cannot be set to false");
            }

            if (schema.FindObject("properties") is { } properties && properties.EnumerateObject().Any())
            {
                complaints.Forbidden(where.Child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
            }
        }

        if (schema.Find("items") is { ValueKind: JsonValueKind.Array })
        {
            complaints.Forbidden(where.Child("items"), "items must be a schema object and not an array");
        }

        if (schema.Text("type") == "array" && schema.Find("items") is null)
        {
            complaints.Required(where.Child("items"), "must be specified");
        }
    }

    private static void CheckPattern(JsonElement schema, FieldLocation where, Complaints complaints)
    {
        if (schema.Text("pattern") is { } pattern && !GoPattern.TryTranslate(pattern, out _, out var complaint))
        {
            complaints.Invalid(where.Child("pattern"), pattern, $"must be a valid regular expression, but isn't: {complaint}");
        }
    }
}
