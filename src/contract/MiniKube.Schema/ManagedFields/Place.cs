using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>A place of an object as the schema sees it. Where the schema says nothing the value decides: objects are taken apart, lists are not.</summary>
/// <param name="Type">What is there; null when the schema does not say.</param>
/// <param name="Field">The field that holds it; null for the root, the entries of maps and the items of lists.</param>
internal readonly record struct Place(TypeSchema? Type, FieldSchema? Field)
{
    private const string Atomic = "atomic";
    private const string Granular = "granular";

    /// <summary>The value decides what is here.</summary>
    public bool IsDeduced => Type is null or { Kind: TypeKind.Raw or TypeKind.Any };

    public bool IsStruct => Type is { Kind: TypeKind.Object };

    public Place Child(string name) => Type switch
    {
        { Kind: TypeKind.Object } => Type.Fields.TryGetValue(name, out var field) ? Of(field) : default,
        { Kind: TypeKind.Map } => new Place(Type.Element, null),
        _ => default,
    };

    public Place Item => new(Type?.Element, null);

    public static Place Of(FieldSchema field) => new(field.Type, field);

    /// <summary>True when the schema knows the name as a field, not as the key of an entry.</summary>
    public bool HasField(string name) => Type is { Kind: TypeKind.Object } && Type.Fields.ContainsKey(name);

    /// <param name="value">What is there; only asked where the schema does not say.</param>
    public Composition CompositionOf(JsonNode? value) => Type?.Kind switch
    {
        null or TypeKind.Raw or TypeKind.Any => value is JsonObject ? Composition.Granular : Composition.Leaf,
        TypeKind.Object => IsAtomicObject ? Composition.Leaf : Composition.Granular,
        TypeKind.Map => Field?.MapType == Atomic ? Composition.Leaf : Composition.Granular,
        TypeKind.List => ListType switch
        {
            Types.ListType.Map => Composition.Associative,
            Types.ListType.Set => Composition.Set,
            _ => Composition.Leaf,
        },
        _ => Composition.Leaf,
    };

    /// <summary>The fields by which the items of an associative list are told apart.</summary>
    public ImmutableArray<string> Keys => Field?.ListMapKeys ?? Type?.Rules?.ListMapKeys ?? [];

    // The lists of a custom resource's lists and maps say it themselves.
    private ListType? ListType => Field?.ListType ?? Type?.Rules?.ListType;

    /// <summary>The step to an item of a list; null when nothing tells the item apart.</summary>
    public PathElement? StepTo(JsonNode? item)
    {
        if (ListType == Types.ListType.Set)
        {
            return PathElement.Value(item);
        }

        if (Keys is [var onlyKey])
        {
            return KeyOf(item, onlyKey) is { } given ? PathElement.Key(onlyKey, PathScalar.Of(given)) : null;
        }

        var keys = new List<KeyValuePair<string, JsonNode?>>(Keys.Length);
        foreach (var name in Keys)
        {
            if (KeyOf(item, name) is { } value)
            {
                keys.Add(new(name, value));
            }
        }

        return keys.Count == 0 ? null : PathElement.Key(keys);
    }

    /// <summary>The value of a key field, or its default: the protocol of a port.</summary>
    public JsonNode? KeyOf(JsonNode? item, string name)
    {
        if (item is JsonObject fields && fields.TryGetPropertyValue(name, out var value) && value is not null)
        {
            return value is JsonValue ? value : null;
        }

        return Type?.Element is { Kind: TypeKind.Object } element
            && element.Fields.TryGetValue(name, out var field)
            ? field.Default
            : null;
    }

    private bool IsAtomicObject => (Field?.StructType ?? Field?.MapType) switch
    {
        Atomic => true,
        Granular => false,
        _ => Type!.IsAtomic,
    };
}
