using System.Text.Json;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>What the schema of a whole object may say of what every object has: of the resource itself, and of objects within it.</summary>
internal static class ResourceSchemaRules
{
    /// <summary>What may be said of the resource's own metadata, which is described already.</summary>
    private static readonly string[] MetadataWords = ["type", "properties", "default"];

    private static readonly string[] NameFields = ["name", "generateName"];

    public static void Check(JsonElement schema, FieldLocation where, bool isRoot, Complaints complaints)
    {
        var isEmbedded = schema.Flag(SchemaWords.EmbeddedResource);
        if (!isRoot && !isEmbedded)
        {
            return;
        }

        var properties = schema.FindObject("properties");
        CheckType(properties?.FindObject("kind"), where.Child("properties").Key("kind"), "string", complaints);
        CheckType(properties?.FindObject("apiVersion"), where.Child("properties").Key("apiVersion"), "string", complaints);
        CheckType(properties?.FindObject("metadata"), where.Child("properties").Key("metadata"), "object", complaints);
        if (isRoot && properties?.FindObject("metadata") is { } metadata && !RestrictsNamesAlone(metadata))
        {
            complaints.Forbidden(
                where.Child("properties").Key("metadata"),
                "must not specify anything other than name and generateName, but metadata is implicitly specified");
        }

        if (isEmbedded)
        {
            CheckEmbedded(schema, properties, where, complaints);
        }
        else if (schema.Find("additionalProperties") is not null)
        {
            complaints.Forbidden(where.Child("additionalProperties"), "must not be used at the root");
        }
    }

    private static void CheckType(JsonElement? schema, FieldLocation where, string type, Complaints complaints)
    {
        if (schema is { } given && given.Text("type") != type)
        {
            complaints.Invalid(where.Child("type"), given.Text("type") ?? "", $"must be {type}");
        }
    }

    private static bool RestrictsNamesAlone(JsonElement metadata) =>
        metadata.EnumerateObject().All(word => MetadataWords.Contains(word.Name))
        && (metadata.FindObject("properties")?.EnumerateObject().All(field => NameFields.Contains(field.Name)) ?? true);

    private static void CheckEmbedded(JsonElement schema, JsonElement? properties, FieldLocation where, Complaints complaints)
    {
        if (schema.Find("additionalProperties") is not null)
        {
            complaints.Forbidden(where.Child("additionalProperties"), $"must not be used if {SchemaWords.EmbeddedResource} is set");
        }

        if (!schema.Flag(SchemaWords.PreserveUnknownFields) && properties?.EnumerateObject().Any() != true)
        {
            complaints.Required(
                where.Child("properties"),
                $"must not be empty if {SchemaWords.EmbeddedResource} is true without {SchemaWords.PreserveUnknownFields}");
        }
    }
}
