using System.Text.Json;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>
/// Holds the schema of a definition against the rules of structural schemas: every value has a type, logic only restricts what the structure
/// says, nothing is used that cannot be served.
/// </summary>
internal static class StructuralRules
{
    /// <summary>Deeper schemas are refused; no object could be read anyway.</summary>
    private const int DepthMax = 200;

    public static void Check(JsonElement schema, FieldLocation where, Complaints complaints)
    {
        var type = schema.Text("type");
        if (type is null)
        {
            complaints.Required(where.Child("type"), "must not be empty at the root");
        }
        else if (type != "object")
        {
            complaints.Invalid(where.Child("type"), type, "must be object at the root");
        }

        if (schema.Flag("nullable"))
        {
            complaints.Forbidden(where.Child("nullable"), "nullable cannot be true at the root");
        }

        CheckStructure(schema, where, StructureLevel.Root, depth: 0, complaints);
        if (complaints.Count == 0)
        {
            DefaultRules.Check(schema, where, complaints);
        }
    }

    private static void CheckStructure(JsonElement schema, FieldLocation where, StructureLevel level, int depth, Complaints complaints)
    {
        if (depth > DepthMax)
        {
            complaints.Invalid(where, "", "the schema is too deep");
            return;
        }

        SchemaNodeRules.Check(schema, where, complaints);
        CheckType(schema, where, level, complaints);
        ResourceSchemaRules.Check(schema, where, level == StructureLevel.Root, complaints);
        MergeRules.Check(schema, where, complaints);
        foreach (var (part, place) in SchemaParts.Of(schema, where))
        {
            CheckStructure(part, place.Where, place.Level, depth + 1, complaints);
        }

        LogicRulesOfSchema.Check(schema, where, complaints);
    }

    private static void CheckType(JsonElement schema, FieldLocation where, StructureLevel level, Complaints complaints)
    {
        var type = schema.Text("type");
        if (schema.Flag(SchemaWords.IntOrString))
        {
            if (type is not null)
            {
                complaints.Invalid(where.Child("type"), type, $"must be empty if {SchemaWords.IntOrString} is true");
            }
        }
        else if (type is null && level != StructureLevel.Root && !schema.Flag(SchemaWords.PreserveUnknownFields))
        {
            complaints.Required(where.Child("type"), level switch
            {
                StructureLevel.Items => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            });
        }

        if (schema.Flag(SchemaWords.EmbeddedResource) && type != "object")
        {
            complaints.Invalid(where.Child("type"), type ?? "", $"must be object if {SchemaWords.EmbeddedResource} is true");
        }
    }
}
