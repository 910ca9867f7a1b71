using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>The types that programs see of a structural schema (KEP-2876).</summary>
internal static class SchemaTypes
{
    /// <param name="schema">The schema of a value.</param>
    /// <param name="isResource">It is a whole object of the API.</param>
    /// <returns>Null when programs cannot see the value at all.</returns>
    public static CelType? Of(JsonObject schema, bool isResource = false)
    {
        if (schema.Flag("x-kubernetes-int-or-string") == true)
        {
            return CelType.Dyn;
        }

        return schema.Text("type") switch
        {
            "boolean" => CelType.Bool,
            "integer" => CelType.Int,
            "number" => CelType.Double,
            "string" => OfText(schema),
            "array" => OfList(schema),
            "object" => OfObject(schema, isResource || schema.Flag("x-kubernetes-embedded-resource") == true),
            _ => null,
        };
    }

    private static CelType OfText(JsonObject schema) => schema.Text("format") switch
    {
        "byte" => CelType.Bytes.WithSizeMax(SchemaSizes.TextMax(schema)),
        "duration" => CelType.Duration,
        "date" or "date-time" => CelType.Timestamp,
        _ => CelType.String.WithSizeMax(SchemaSizes.TextMax(schema)),
    };

    private static CelType? OfList(JsonObject schema)
    {
        if (schema.Child("items") is not { } items || Of(items) is not { } item)
        {
            return null;
        }

        var list = CelType.ListOf(item).WithSizeMax(SchemaSizes.ItemsMax(schema));
        return schema.Text("x-kubernetes-list-type") switch
        {
            "set" => list.WithListKeys([]),
            "map" => list.WithListKeys([.. schema.Texts("x-kubernetes-list-map-keys")]),
            _ => list,
        };
    }

    private static CelType? OfObject(JsonObject schema, bool isResource)
    {
        if (schema.Child("additionalProperties") is not { } values)
        {
            return CelType.Object("object", new SchemaFields(schema, isResource));
        }

        // Keys count nothing, as upstream estimates them: a schema has no way to bound their length.
        return Of(values) is { } value ? CelType.MapOf(CelType.String.WithSizeMax(0), value).WithSizeMax(SchemaSizes.PropertiesMax(schema)) : null;
    }
}
