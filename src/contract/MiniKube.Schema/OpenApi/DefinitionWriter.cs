using System.Text.Json;
using MiniKube.Api.Names;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.OpenApi;

/// <summary>Writes the definition of a type: its fields with their types, defaults, merge rules and descriptions.</summary>
internal sealed class DefinitionWriter(Utf8JsonWriter writer, OpenApiDialect dialect, IDescriptionSource descriptions)
{
    private bool IsV3 => dialect == OpenApiDialect.V3;

    public string ReferenceTo(string definition) => IsV3 ? $"#/components/schemas/{definition}" : $"#/definitions/{definition}";

    public void WriteDefinition(string name, TypeSchema? type, IEnumerable<GroupVersionKind> kinds)
    {
        writer.WriteStartObject(name);
        if (type?.Source is { } source)
        {
            new CustomDefinitionWriter(writer, dialect, ReferenceTo(WellKnownTypes.ObjectMeta)).Write(source, () => WriteKinds(kinds));
            writer.WriteEndObject();
            return;
        }

        if ((descriptions.OfType(name) ?? WellKnownTypes.Description(name)) is { } description)
        {
            writer.WriteString("description", description);
        }

        if (type is { Kind: TypeKind.Object })
        {
            WriteObject(name, type);
        }
        else if (type is not { Kind: TypeKind.Raw } || type.Name != name)
        {
            // A named type of raw JSON, such as a schema-or-boolean, may be any value and so has no type.
            WriteValue(type?.Kind);
        }

        if (type is { IsAtomic: true })
        {
            writer.WriteString("x-kubernetes-map-type", "atomic");
        }

        WriteKinds(kinds);
        writer.WriteEndObject();
    }

    private void WriteObject(string name, TypeSchema type)
    {
        writer.WriteString("type", "object");
        var required = type.OrderedFields.Where(field => field.IsRequired).Select(field => field.Name).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0)
        {
            writer.WriteStartArray("required");
            foreach (var field in required)
            {
                writer.WriteStringValue(field);
            }

            writer.WriteEndArray();
        }

        if (type.OrderedFields.IsEmpty)
        {
            return;
        }

        writer.WriteStartObject("properties");
        foreach (var field in type.OrderedFields.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject(field.Name);
            WriteField(name, field);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteField(string owner, FieldSchema field)
    {
        if (descriptions.OfField(owner, field.Name) is { } description)
        {
            writer.WriteString("description", description);
        }

        WriteDefault(field);
        WriteType(field, field.Type, isItem: false);
        WriteMergeRules(field);
    }

    private void WriteDefault(FieldSchema field)
    {
        if (field.DefaultJson is { } given)
        {
            writer.WritePropertyName("default");
            writer.WriteRawValue(given);
        }
        else if (IsV3 && field.Presence == FieldPresence.Always)
        {
            WriteZero(field.Type.Kind);
        }
    }

    private void WriteZero(TypeKind kind)
    {
        switch (kind)
        {
            case TypeKind.Object:
                writer.WriteStartObject("default");
                writer.WriteEndObject();
                break;
            case TypeKind.String:
                writer.WriteString("default", "");
                break;
            case TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double:
                writer.WriteNumber("default", 0);
                break;
            case TypeKind.Boolean:
                writer.WriteBoolean("default", false);
                break;
        }
    }

    private void WriteType(FieldSchema field, TypeSchema type, bool isItem)
    {
        if (WellKnownTypes.ReferenceName(field, type) is { } name)
        {
            WriteReference(name, isItem && type.Kind == TypeKind.Object);
            return;
        }

        switch (type.Kind)
        {
            case TypeKind.List:
                writer.WriteString("type", "array");
                writer.WriteStartObject("items");
                WriteType(field, type.Element!, isItem: true);
                writer.WriteEndObject();
                break;
            case TypeKind.Map:
                writer.WriteString("type", "object");
                writer.WriteStartObject("additionalProperties");
                WriteType(field, type.Element!, isItem: true);
                writer.WriteEndObject();
                break;
            case TypeKind.Object:
                WriteObject(type.Name, type);
                break;
            default:
                WriteScalar(type, isItem);
                break;
        }
    }

    private void WriteScalar(TypeSchema type, bool isItem)
    {
        if (IsV3 && isItem)
        {
            WriteZero(type.Kind);
        }

        WriteValue(type.Kind);
        if (IsV3 && !type.Enum.IsEmpty)
        {
            writer.WriteStartArray("enum");
            foreach (var value in type.Enum.Order(StringComparer.Ordinal))
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>In version 3 a reference may not have neighbours, so it stands in an <c>allOf</c> where a default or description does.</summary>
    private void WriteReference(string name, bool hasDefault)
    {
        if (!IsV3)
        {
            writer.WriteString("$ref", ReferenceTo(name));
            return;
        }

        if (hasDefault)
        {
            WriteZero(TypeKind.Object);
        }

        writer.WriteStartArray("allOf");
        writer.WriteStartObject();
        writer.WriteString("$ref", ReferenceTo(name));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private void WriteValue(TypeKind? kind)
    {
        switch (kind)
        {
            case TypeKind.Quantity when IsV3:
                WriteOneOf("string", "number");
                break;
            case TypeKind.IntOrString when IsV3:
                writer.WriteString("format", "int-or-string");
                WriteOneOf("integer", "string");
                break;
            case TypeKind.Any:
                break;
            default:
                var (type, format) = ScalarForm(kind);
                writer.WriteString("type", type);
                if (format is not null)
                {
                    writer.WriteString("format", format);
                }

                break;
        }
    }

    private static (string Type, string? Format) ScalarForm(TypeKind? kind) => kind switch
    {
        TypeKind.Int32 => ("integer", "int32"),
        TypeKind.Int64 => ("integer", "int64"),
        TypeKind.Double => ("number", "double"),
        TypeKind.Boolean => ("boolean", null),
        TypeKind.Bytes => ("string", "byte"),
        TypeKind.Time or TypeKind.MicroTime => ("string", "date-time"),
        TypeKind.IntOrString => ("string", "int-or-string"),
        TypeKind.String or TypeKind.Quantity or TypeKind.Duration => ("string", null),
        _ => ("object", null),
    };

    private void WriteOneOf(string one, string other)
    {
        writer.WriteStartArray("oneOf");
        foreach (var type in (ReadOnlySpan<string>)[one, other])
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteMergeRules(FieldSchema field)
    {
        if (!field.ListMapKeys.IsEmpty)
        {
            writer.WriteStartArray("x-kubernetes-list-map-keys");
            foreach (var key in field.ListMapKeys)
            {
                writer.WriteStringValue(key);
            }

            writer.WriteEndArray();
        }

        WriteRule("x-kubernetes-list-type", ListTypeName(field.ListType));
        WriteRule("x-kubernetes-map-type", field.MapType ?? field.StructType);
        WriteRule("x-kubernetes-patch-merge-key", field.PatchMergeKey);
        WriteRule("x-kubernetes-patch-strategy", field.PatchStrategy);
    }

    private static string? ListTypeName(ListType? type) => type switch
    {
        ListType.Atomic => "atomic",
        ListType.Set => "set",
        ListType.Map => "map",
        _ => null,
    };

    private void WriteRule(string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private void WriteKinds(IEnumerable<GroupVersionKind> kinds)
    {
        var isFirst = true;
        foreach (var kind in kinds)
        {
            if (isFirst)
            {
                writer.WriteStartArray("x-kubernetes-group-version-kind");
                isFirst = false;
            }

            OpenApiKind.Write(writer, kind);
        }

        if (!isFirst)
        {
            writer.WriteEndArray();
        }
    }
}
