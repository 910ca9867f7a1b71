using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Types;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>A default must be a value that the schema itself accepts, with nothing in it that would be pruned.</summary>
internal static class DefaultRules
{
    public static void Check(JsonElement schema, FieldLocation where, Complaints complaints)
    {
        if (schema.TryGetProperty("default", out var given))
        {
            CheckOne(schema, given, where.Child("default"), complaints);
        }

        foreach (var (part, place) in SchemaParts.Of(schema, where))
        {
            Check(part, place.Where, complaints);
        }
    }

    private static void CheckOne(JsonElement schema, JsonElement given, FieldLocation where, Complaints complaints)
    {
        if (given.ValueKind == JsonValueKind.Null)
        {
            if (!schema.Flag("nullable"))
            {
                complaints.Invalid(where, null, "must not be null: the value is not nullable");
            }

            return;
        }

        var type = CustomTypes.OfValue(schema);
        var holder = TypeSchema.ObjectOf("default", () => [new FieldSchema { Name = "value", Type = type }]);
        DecodeResult decoded;
        try
        {
            decoded = ObjectDecoder.Decode(new JsonObject { ["value"] = JsonNode.Parse(given.GetRawText()) }, holder, new DecodeOptions());
        }
        catch (DecodeException error)
        {
            complaints.Invalid(where, JsonNode.Parse(given.GetRawText()), error.Message);
            return;
        }

        if (!decoded.Warnings.IsEmpty)
        {
            complaints.Invalid(where, JsonNode.Parse(given.GetRawText()), $"must not have unknown fields: {string.Join(", ", decoded.Warnings)}");
            return;
        }

        var value = decoded.Object["value"];
        Defaulting.StaticDefaults.Apply(value, type);
        CustomObjectRules.CheckDefault(value, type, where, complaints);
    }
}
