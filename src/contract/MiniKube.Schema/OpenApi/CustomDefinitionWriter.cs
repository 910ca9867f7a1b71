using System.Text.Json;
using MiniKube.Schema.CustomResources;

namespace MiniKube.Schema.OpenApi;

/// <summary>
/// Writes the schema of a custom resource as a definition: as the CustomResourceDefinition has it, with what every object has. Version 2
/// knows neither alternatives nor null, so clients of it are told less.
/// </summary>
internal sealed class CustomDefinitionWriter(Utf8JsonWriter writer, OpenApiDialect dialect, string metadataReference)
{
    private static readonly string[] OnlyInV3 =
        ["oneOf", "anyOf", "allOf", "not", "nullable", "default", "exclusiveMaximum", "exclusiveMinimum", SchemaWords.Validations];

    private bool IsV3 => dialect == OpenApiDialect.V3;

    public void Write(CustomSource source, Action writeKinds)
    {
        var schema = source.Parse();
        WriteMembers(schema, "properties", "type", "required");
        WriteRequired(schema);
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        WriteText("apiVersion", "The group and version in which the object is written: group/version.");
        WriteText("kind", "The kind of the object, in CamelCase.");
        WriteMetadata();
        foreach (var property in schema.FindObject("properties")?.EnumerateObject().ToList() ?? [])
        {
            if (property.Name is not ("apiVersion" or "kind" or "metadata"))
            {
                writer.WriteStartObject(property.Name);
                WriteSchema(property.Value);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
        writeKinds();
    }

    private void WriteRequired(JsonElement schema)
    {
        if (schema.Texts("required") is { IsEmpty: false } required)
        {
            writer.WriteStartArray("required");
            foreach (var name in required)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }
    }

    private void WriteText(string name, string description)
    {
        writer.WriteStartObject(name);
        writer.WriteString("description", description);
        writer.WriteString("type", "string");
        writer.WriteEndObject();
    }

    private void WriteMetadata()
    {
        writer.WriteStartObject("metadata");
        if (IsV3)
        {
            writer.WriteStartArray("allOf");
            writer.WriteStartObject();
            writer.WriteString("$ref", metadataReference);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("$ref", metadataReference);
        }

        writer.WriteEndObject();
    }

    private void WriteSchema(JsonElement schema)
    {
        // A field that may be null is of any type for a client that knows no null.
        var isVague = !IsV3 && (schema.Flag("nullable") || schema.Flag(SchemaWords.IntOrString));
        WriteMembers(schema, isVague ? ["type", "properties", "items", "additionalProperties", "required"] : []);
    }

    private void WriteMembers(JsonElement schema, params ReadOnlySpan<string> leftOut)
    {
        foreach (var member in schema.EnumerateObject())
        {
            if (leftOut.Contains(member.Name) || (!IsV3 && OnlyInV3.Contains(member.Name)))
            {
                continue;
            }

            switch (member.Name, member.Value.ValueKind)
            {
                case ("properties", JsonValueKind.Object):
                    writer.WriteStartObject(member.Name);
                    foreach (var property in member.Value.EnumerateObject())
                    {
                        writer.WriteStartObject(property.Name);
                        WriteSchema(property.Value);
                        writer.WriteEndObject();
                    }

                    writer.WriteEndObject();
                    break;
                case ("items" or "additionalProperties", JsonValueKind.Object):
                    writer.WriteStartObject(member.Name);
                    WriteSchema(member.Value);
                    writer.WriteEndObject();
                    break;
                default:
                    member.WriteTo(writer);
                    break;
            }
        }
    }
}
