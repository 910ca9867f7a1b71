using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.CustomResources;

/// <summary>Reads the demands out of a schema.</summary>
internal static class ValueRulesReader
{
    private static readonly FrozenDictionary<string, ValueRules> Plain = new[] { "object", "array", "string", "integer", "number", "boolean", "" }
        .ToFrozenDictionary(type => type, type => new ValueRules { Type = type.Length == 0 ? null : type }, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Saying = new[]
    {
        "nullable", "format", "pattern", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "minProperties",
        "maxProperties", "enum", "required", "allOf", "anyOf", "oneOf", "not", SchemaWords.IntOrString, SchemaWords.EmbeddedResource,
        SchemaWords.ListTypeWord,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The demands that a structural schema makes of its own value; those on its parts are read with the structure.</summary>
    public static ValueRules Read(JsonElement schema) => IsPlain(schema) ? Plain[schema.Text("type") ?? ""] : Make(schema, parts: null);

    /// <summary>The demands of a schema that stands within <c>allOf</c> and its like, on the value and on its parts.</summary>
    public static ValueRules ReadWithParts(JsonElement schema) => Make(schema, Parts(schema));

    private static bool IsPlain(JsonElement schema)
    {
        if (!Plain.ContainsKey(schema.Text("type") ?? ""))
        {
            return false;
        }

        foreach (var property in schema.EnumerateObject())
        {
            if (Saying.Contains(property.Name))
            {
                return false;
            }
        }

        return true;
    }

    private static ValueRules Make(JsonElement schema, PartRules? parts) => new()
    {
        Type = schema.Text("type"),
        IsNullable = schema.Flag("nullable"),
        IsIntOrString = schema.Flag(SchemaWords.IntOrString),
        IsEmbeddedResource = schema.Flag(SchemaWords.EmbeddedResource),
        Format = schema.Text("format"),
        Pattern = schema.Text("pattern") is { } pattern ? new ValuePattern(pattern) : null,
        Numbers = Numbers(schema),
        Sizes = Sizes(schema),
        Enum = [.. schema.Items("enum").Select(value => JsonNode.Parse(value.GetRawText()))],
        Required = schema.Texts("required"),
        ListType = schema.ListType(),
        ListMapKeys = schema.Texts(SchemaWords.ListMapKeys),
        Logic = Logic(schema),
        Parts = parts,
    };

    private static NumberBounds? Numbers(JsonElement schema)
    {
        var (minimum, maximum, multiple) = (schema.Number("minimum"), schema.Number("maximum"), schema.Number("multipleOf"));
        return minimum is null && maximum is null && multiple is null
            ? null
            : new NumberBounds(minimum, schema.Flag("exclusiveMinimum"), maximum, schema.Flag("exclusiveMaximum"), multiple);
    }

    private static SizeBounds? Sizes(JsonElement schema)
    {
        var sizes = new SizeBounds
        {
            LengthMin = schema.Count("minLength"),
            LengthMax = schema.Count("maxLength"),
            ItemsMin = schema.Count("minItems"),
            ItemsMax = schema.Count("maxItems"),
            PropertiesMin = schema.Count("minProperties"),
            PropertiesMax = schema.Count("maxProperties"),
        };
        return sizes == new SizeBounds() ? null : sizes;
    }

    private static LogicRules? Logic(JsonElement schema)
    {
        var logic = new LogicRules(Of(schema, "allOf"), Of(schema, "anyOf"), Of(schema, "oneOf"), schema.Find("not") is { } not ? ReadWithParts(not) : null);
        return logic is { AllOf: [], AnyOf: [], OneOf: [], Not: null } ? null : logic;
    }

    private static ImmutableArray<ValueRules> Of(JsonElement schema, string name) => [.. schema.Items(name).Select(ReadWithParts)];

    private static PartRules? Parts(JsonElement schema)
    {
        var properties = new Dictionary<string, ValueRules>(StringComparer.Ordinal);
        if (schema.Find("properties") is { } named)
        {
            foreach (var property in named.EnumerateObject())
            {
                properties[property.Name] = ReadWithParts(property.Value);
            }
        }

        var additional = schema.FindObject("additionalProperties") is { } others ? ReadWithParts(others) : null;
        var items = schema.FindObject("items") is { } each ? ReadWithParts(each) : null;
        return properties.Count == 0 && additional is null && items is null
            ? null
            : new PartRules(properties.ToFrozenDictionary(StringComparer.Ordinal), additional, items);
    }
}
