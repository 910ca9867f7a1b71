using System.Text.Json;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>What a schema may say of how lists and maps merge.</summary>
internal static class MergeRules
{
    private static readonly string[] ListTypes = ["atomic", "map", "set"];
    private static readonly string[] MapTypes = ["atomic", "granular"];

    public static void Check(JsonElement schema, FieldLocation where, Complaints complaints)
    {
        CheckMapType(schema, where, complaints);
        var listType = schema.Text(SchemaWords.ListTypeWord);
        var keys = schema.Texts(SchemaWords.ListMapKeys);
        if (listType is null)
        {
            if (!keys.IsEmpty)
            {
                complaints.Required(where.Child(SchemaWords.ListTypeWord), $"must be map if {SchemaWords.ListMapKeys} is non-empty");
            }

            return;
        }

        if (!ListTypes.Contains(listType))
        {
            complaints.NotSupported(where.Child(SchemaWords.ListTypeWord), listType, ListTypes);
        }

        if (schema.Text("type") != "array")
        {
            complaints.Invalid(where.Child("type"), schema.Text("type") ?? "", $"must be array if {SchemaWords.ListTypeWord} is specified");
        }

        if (listType == "map")
        {
            CheckKeys(schema, keys, where, complaints);
        }
        else if (!keys.IsEmpty)
        {
            complaints.Invalid(where.Child(SchemaWords.ListTypeWord), listType, $"must be map if {SchemaWords.ListMapKeys} is non-empty");
        }

        if (listType == "set")
        {
            CheckSet(schema, where, complaints);
        }
    }

    private static void CheckMapType(JsonElement schema, FieldLocation where, Complaints complaints)
    {
        if (schema.Text(SchemaWords.MapType) is not { } mapType)
        {
            return;
        }

        if (!MapTypes.Contains(mapType))
        {
            complaints.NotSupported(where.Child(SchemaWords.MapType), mapType, MapTypes);
        }

        if (schema.Text("type") != "object")
        {
            complaints.Invalid(where.Child("type"), schema.Text("type") ?? "", $"must be object if {SchemaWords.MapType} is specified");
        }
    }

    private static void CheckKeys(JsonElement schema, IReadOnlyList<string> keys, FieldLocation where, Complaints complaints)
    {
        var place = where.Child(SchemaWords.ListMapKeys);
        if (keys.Count == 0)
        {
            complaints.Required(place, $"must not be empty if {SchemaWords.ListTypeWord} is map");
            return;
        }

        if (schema.FindObject("items") is not { } items || items.Text("type") != "object")
        {
            complaints.Invalid(where.Child("items").Child("type"), schema.FindObject("items")?.Text("type") ?? "", $"must be object if parent array's {SchemaWords.ListTypeWord} is map");
            return;
        }

        var required = items.Texts("required");
        for (var i = 0; i < keys.Count; i++)
        {
            if (items.FindObject("properties")?.FindObject(keys[i]) is not { } key)
            {
                complaints.Invalid(place.Index(i), keys[i], "entries must all be names of item properties");
                continue;
            }

            var keyPlace = where.Child("items").Child("properties").Key(keys[i]);
            if (key.Text("type") is "array" or "object")
            {
                complaints.Invalid(keyPlace.Child("type"), key.Text("type"), $"must be a scalar type if parent array's {SchemaWords.ListTypeWord} is map");
            }

            if (!required.Contains(keys[i]) && key.Find("default") is null)
            {
                complaints.Required(keyPlace.Child("default"), $"this property is in {SchemaWords.ListMapKeys}, so it must have a default or be a required property");
            }

            if (keys.Take(i).Contains(keys[i]))
            {
                complaints.Duplicate(place.Index(i), keys[i]);
            }
        }
    }

    private static void CheckSet(JsonElement schema, FieldLocation where, Complaints complaints)
    {
        if (schema.FindObject("items") is not { } items)
        {
            return;
        }

        var isWhole = items.Text("type") switch
        {
            "array" => items.Text(SchemaWords.ListTypeWord) == "atomic",
            "object" => items.Text(SchemaWords.MapType) == "atomic",
            _ => true,
        };
        if (items.Flag("nullable"))
        {
            complaints.Forbidden(where.Child("items").Child("nullable"), "cannot be nullable when x-kubernetes-list-type is set");
        }

        if (!isWhole)
        {
            complaints.Invalid(
                where.Child("items").Child(items.Text("type") == "array" ? SchemaWords.ListTypeWord : SchemaWords.MapType),
                items.Text(items.Text("type") == "array" ? SchemaWords.ListTypeWord : SchemaWords.MapType) ?? "",
                $"must be atomic as item of a list with {SchemaWords.ListTypeWord}=set");
        }
    }
}
