using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.CustomResources;

/// <summary>
/// Compiles structural schemas into the types that serve built-in resources too. The fields of an object are compiled when they are
/// first asked for: most of a large schema is never used.
/// </summary>
internal static class CustomTypes
{
    private const string ObjectMetaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /// <summary>The type of a whole resource.</summary>
    public static TypeSchema Root(string name, CustomSource source, bool preservesUnknownFields, Func<string, TypeSchema> builtIn) =>
        TypeSchema.CustomRoot(name, source, () => Fields(source.Parse(), isResource: true, builtIn), preservesUnknownFields);

    /// <summary>The type of its lists.</summary>
    public static TypeSchema List(string name, TypeSchema item, Func<string, TypeSchema> builtIn) => TypeSchema.ObjectOf(
        name,
        () =>
        [
            new() { Name = "apiVersion", Type = TypeSchema.String, Presence = FieldPresence.WhenNotEmpty },
            new() { Name = "kind", Type = TypeSchema.String, Presence = FieldPresence.WhenNotEmpty },
            new() { Name = "metadata", Type = builtIn("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta") },
            new() { Name = "items", Type = TypeSchema.ListOf(item), IsRequired = true },
        ]);

    /// <summary>The type of a value that stands in a resource; metadata of embedded resources is left as it is.</summary>
    public static TypeSchema OfValue(JsonElement schema) => Of(schema, _ => TypeSchema.Raw);

    /// <summary>What the schema says of the object as a whole, and of its metadata.</summary>
    public static ValueRules RootRules(JsonElement schema)
    {
        var own = ValueRulesReader.Read(schema);
        var metadata = schema.FindObject("properties")?.FindObject("metadata");
        return metadata is null ? own : ValueRulesReader.ReadWithParts(OnlyMetadata(schema, metadata.Value));
    }

    private static TypeSchema Of(JsonElement schema, Func<string, TypeSchema> builtIn)
    {
        var rules = ValueRulesReader.Read(schema);
        return rules.IsIntOrString ? TypeSchema.Custom(TypeKind.IntOrString, rules) : rules.Type switch
        {
            "string" => TypeSchema.Custom(TypeKind.String, rules),
            "integer" => TypeSchema.Custom(TypeKind.Int64, rules),
            "number" => TypeSchema.Custom(TypeKind.Double, rules),
            "boolean" => TypeSchema.Custom(TypeKind.Boolean, rules),
            "array" => TypeSchema.Custom(
                TypeKind.List,
                rules,
                schema.FindObject("items") is { } items ? Of(items, builtIn) : AnyType,
                HasDefaults(schema)),
            "object" => ObjectType(schema, rules, builtIn),
            _ when schema.FindObject("properties") is not null => ObjectType(schema, rules, builtIn),
            _ => TypeSchema.Custom(TypeKind.Any, rules),
        };
    }

    private static TypeSchema AnyType { get; } = TypeSchema.Custom(TypeKind.Any, new ValueRules { IsNullable = true });

    private static TypeSchema ObjectType(JsonElement schema, ValueRules rules, Func<string, TypeSchema> builtIn) => schema.Find("additionalProperties") switch
    {
        { ValueKind: JsonValueKind.Object } element => TypeSchema.Custom(TypeKind.Map, rules, Of(element, builtIn), HasDefaults(schema)),
        { ValueKind: JsonValueKind.True } => TypeSchema.Custom(TypeKind.Map, rules, AnyType, hasDefaults: false),
        _ => TypeSchema.CustomObject(
            rules,
            () => Fields(schema, rules.IsEmbeddedResource, builtIn),
            schema.Flag(SchemaWords.PreserveUnknownFields),
            HasDefaults(schema)),
    };

    private static ImmutableArray<FieldSchema> Fields(JsonElement schema, bool isResource, Func<string, TypeSchema> builtIn)
    {
        var fields = ImmutableArray.CreateBuilder<FieldSchema>();
        if (isResource)
        {
            fields.Add(new() { Name = "apiVersion", Type = TypeSchema.String, Presence = FieldPresence.WhenNotEmpty });
            fields.Add(new() { Name = "kind", Type = TypeSchema.String, Presence = FieldPresence.WhenNotEmpty });
            fields.Add(new() { Name = "metadata", Type = builtIn(ObjectMetaName) });
        }

        var required = schema.Texts("required");
        var properties = schema.FindObject("properties") is { } named ? named.EnumerateObject().ToList() : [];
        foreach (var property in properties.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (!isResource || property.Name is not ("apiVersion" or "kind" or "metadata"))
            {
                fields.Add(Field(property.Name, property.Value, required.Contains(property.Name), builtIn));
            }
        }

        return fields.ToImmutable();
    }

    private static FieldSchema Field(string name, JsonElement schema, bool isRequired, Func<string, TypeSchema> builtIn)
    {
        var type = Of(schema, builtIn);
        var mapType = schema.Text(SchemaWords.MapType);
        return new FieldSchema
        {
            Name = name,
            Type = type,
            IsRequired = isRequired,
            ListType = schema.ListType(),
            ListMapKeys = schema.Texts(SchemaWords.ListMapKeys),
            MapType = type.Kind == TypeKind.Map ? mapType : null,
            StructType = type.Kind == TypeKind.Object ? mapType : null,
            DefaultJson = schema.TryGetProperty("default", out var value) ? value.GetRawText() : null,
        };
    }

    private static bool HasDefaults(JsonElement schema) => JsonMarshal.GetRawUtf8Value(schema).IndexOf("\"default\""u8) >= 0;

    private static JsonElement OnlyMetadata(JsonElement schema, JsonElement metadata)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in schema.EnumerateObject())
            {
                if (property.Name is not ("properties" or "additionalProperties"))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteStartObject("properties");
            writer.WritePropertyName("metadata");
            metadata.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
