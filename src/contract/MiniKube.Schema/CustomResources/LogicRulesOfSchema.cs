using System.Text.Json;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>Schemas within <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c> restrict values; they describe none.</summary>
internal static class LogicRulesOfSchema
{
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Texts = ["description", "title"];
    private static readonly string[] Flags = ["nullable", SchemaWords.EmbeddedResource];
    private static readonly string[] Words = [SchemaWords.PreserveUnknownFields, SchemaWords.ListTypeWord, SchemaWords.ListMapKeys, SchemaWords.MapType, SchemaWords.Validations];

    /// <param name="structure">A structural schema.</param>
    /// <param name="where">Its place.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonElement structure, FieldLocation where, Complaints complaints)
    {
        var mayHaveTypes = structure.Flag(SchemaWords.IntOrString);
        CheckWithin(structure, structure, where, mayHaveTypes, complaints);
    }

    private static void CheckWithin(JsonElement holder, JsonElement structure, FieldLocation where, bool mayHaveTypes, Complaints complaints)
    {
        foreach (var name in Lists)
        {
            var index = 0;
            foreach (var schema in holder.Items(name))
            {
                CheckRestriction(schema, structure, where.Child(name).Index(index++), mayHaveTypes, complaints);
            }
        }

        if (holder.FindObject("not") is { } not)
        {
            CheckRestriction(not, structure, where.Child("not"), mayHaveTypes, complaints);
        }
    }

    private static void CheckRestriction(JsonElement schema, JsonElement? structure, FieldLocation where, bool mayHaveTypes, Complaints complaints)
    {
        SchemaNodeRules.Check(schema, where, complaints);
        CheckWords(schema, where, mayHaveTypes, complaints);
        if (schema.FindObject("properties") is { } properties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                var place = where.Child("properties").Key(property.Name);
                var counterpart = structure?.FindObject("properties")?.FindObject(property.Name) ?? structure?.FindObject("additionalProperties");
                if (counterpart is null && structure?.Flag(SchemaWords.PreserveUnknownFields) == false)
                {
                    complaints.Required(place, "because it is defined in the restricting schema, it must be defined in the structure too");
                }

                CheckRestriction(property.Value, counterpart, place, counterpart?.Flag(SchemaWords.IntOrString) == true, complaints);
            }
        }

        if (schema.FindObject("items") is { } items)
        {
            var counterpart = structure?.FindObject("items");
            CheckRestriction(items, counterpart, where.Child("items"), counterpart?.Flag(SchemaWords.IntOrString) == true, complaints);
        }

        foreach (var name in Lists)
        {
            var index = 0;
            foreach (var inner in schema.Items(name))
            {
                CheckRestriction(inner, structure, where.Child(name).Index(index++), mayHaveTypes, complaints);
            }
        }

        if (schema.FindObject("not") is { } not)
        {
            CheckRestriction(not, structure, where.Child("not"), mayHaveTypes, complaints);
        }
    }

    private static void CheckWords(JsonElement schema, FieldLocation where, bool mayHaveTypes, Complaints complaints)
    {
        if (schema.Text("type") is not null && !mayHaveTypes)
        {
            complaints.Forbidden(where.Child("type"), "must be empty to be structural");
        }

        if (schema.Find("default") is not null)
        {
            complaints.Forbidden(where.Child("default"), "must be undefined to be structural");
        }

        if (schema.Find("additionalProperties") is not null)
        {
            complaints.Forbidden(where.Child("additionalProperties"), "must be undefined to be structural");
        }

        foreach (var name in Texts.Where(name => schema.Text(name) is not null))
        {
            complaints.Forbidden(where.Child(name), "must be empty to be structural");
        }

        foreach (var name in Flags.Where(name => schema.Flag(name)))
        {
            complaints.Forbidden(where.Child(name), "must be false to be structural");
        }

        foreach (var name in Words.Where(name => schema.Find(name) is not null))
        {
            complaints.Forbidden(where.Child(name), "must be undefined to be structural");
        }
    }
}
