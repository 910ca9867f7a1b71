using System.Text.Json;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>The schemas of the parts of a value.</summary>
internal static class SchemaParts
{
    public static IEnumerable<(JsonElement Schema, (FieldLocation Where, StructureLevel Level) Place)> Of(JsonElement schema, FieldLocation where)
    {
        if (schema.FindObject("properties") is { } properties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                yield return (property.Value, (where.Child("properties").Key(property.Name), StructureLevel.Field));
            }
        }

        if (schema.FindObject("additionalProperties") is { } additional)
        {
            yield return (additional, (where.Child("additionalProperties"), StructureLevel.Field));
        }

        if (schema.FindObject("items") is { } items)
        {
            yield return (items, (where.Child("items"), StructureLevel.Items));
        }
    }
}
