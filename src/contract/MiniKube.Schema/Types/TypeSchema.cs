using System.Collections.Frozen;
using System.Collections.Immutable;
using MiniKube.Schema.CustomResources;

namespace MiniKube.Schema.Types;

/// <summary>
/// What a value may look like: one for each type of the API and one for each version of a custom resource. Immutable;
/// the fields of an object are made when they are first asked for, since a cluster uses few of its types.
/// </summary>
public sealed class TypeSchema
{
    private static readonly Lazy<ObjectShape> NoShape = new(() => ObjectShape.Of([]));
    private static readonly Lazy<bool> NoDefaults = new(() => false);
    private static readonly Lazy<bool> SomeDefaults = new(() => true);

    private readonly Lazy<ObjectShape> _shape;
    private readonly Lazy<bool> _hasDefaults;
    private readonly ValueRules? _rules;

    private TypeSchema(string name, TypeKind kind, Func<ImmutableArray<FieldSchema>>? declare = null)
    {
        Name = name;
        Kind = kind;
        _shape = new Lazy<ObjectShape>(() => ObjectShape.Of(declare is null ? [] : declare()));
        _hasDefaults = new Lazy<bool>(() => FindsDefault(this, []));
    }

    private TypeSchema(string name, TypeKind kind, ValueRules? rules, Func<ImmutableArray<FieldSchema>>? declare, bool hasDefaults)
    {
        Name = name;
        Kind = kind;
        _rules = rules;
        _shape = declare is null ? NoShape : new Lazy<ObjectShape>(() => ObjectShape.Of(declare()));
        _hasDefaults = hasDefaults ? SomeDefaults : NoDefaults;
    }

    public static TypeSchema String { get; } = new("string", TypeKind.String);

    public static TypeSchema Int32 { get; } = new("int32", TypeKind.Int32);

    public static TypeSchema Int64 { get; } = new("int64", TypeKind.Int64);

    public static TypeSchema Double { get; } = new("double", TypeKind.Double);

    public static TypeSchema Boolean { get; } = new("bool", TypeKind.Boolean);

    public static TypeSchema Quantity { get; } = new("quantity", TypeKind.Quantity);

    public static TypeSchema Time { get; } = new("time", TypeKind.Time);

    public static TypeSchema MicroTime { get; } = new("microTime", TypeKind.MicroTime);

    public static TypeSchema Duration { get; } = new("duration", TypeKind.Duration);

    public static TypeSchema IntOrString { get; } = new("intOrString", TypeKind.IntOrString);

    public static TypeSchema Bytes { get; } = new("bytes", TypeKind.Bytes);

    public static TypeSchema Raw { get; } = new("raw", TypeKind.Raw);

    public static TypeSchema Any { get; } = new("any", TypeKind.Any);

    /// <summary>The full name of a named type (<c>io.k8s.api.core.v1.Pod</c>), else the word of the kind.</summary>
    public string Name { get; }

    public TypeKind Kind { get; }

    /// <summary>The fields by name, those of inline types among them.</summary>
    public FrozenDictionary<string, FieldSchema> Fields => _shape.Value.ByName;

    /// <summary>The fields in the order in which they are written, those of inline types in their places.</summary>
    public ImmutableArray<FieldSchema> OrderedFields => _shape.Value.Ordered;

    /// <summary>The fields as the type declares them: inline types as one field each, as protobuf sees them.</summary>
    public ImmutableArray<FieldSchema> DeclaredFields => _shape.Value.Declared;

    /// <summary>The type of a list's items or of a map's values.</summary>
    public TypeSchema? Element { get; private init; }

    /// <summary>The values that a string may have; empty when any.</summary>
    public ImmutableArray<string> Enum { get; private init; } = [];

    /// <summary>Unknown fields of the object are kept, not pruned.</summary>
    public bool PreservesUnknownFields { get; private init; }

    /// <summary>What a custom resource's schema demands of the value; null for a built-in type, which refuses what is not of its kind while decoding.</summary>
    public ValueRules? Rules => _rules ?? Source?.Rules;

    /// <summary>From a CustomResourceDefinition: values of another kind are kept and complained of by validation.</summary>
    public bool IsCustom => _rules is not null || Source is not null;

    /// <summary>The schema behind the type of a whole custom resource; null for every other type.</summary>
    public CustomSource? Source { get; private init; }

    /// <summary>An apply takes the object as one value.</summary>
    public bool IsAtomic { get; private init; }

    /// <summary>Some field of the type, or of a type below it, has a static default.</summary>
    internal bool HasDefaults => _hasDefaults.Value;

    /// <summary>An object that is given as JSON of another shape on the wire, such as a schema-or-boolean; the fields are those of its protobuf form.</summary>
    internal static TypeSchema Opaque(string name, TypeKind kind, Func<ImmutableArray<FieldSchema>> declare) => new(name, kind, declare);

    public static TypeSchema ObjectOf(
        string name,
        Func<ImmutableArray<FieldSchema>> declare,
        bool preservesUnknownFields = false,
        bool isAtomic = false) =>
        new(name, TypeKind.Object, declare) { PreservesUnknownFields = preservesUnknownFields, IsAtomic = isAtomic };

    internal static TypeSchema CustomRoot(
        string name, CustomSource source, Func<ImmutableArray<FieldSchema>> declare, bool preservesUnknownFields) =>
        new(name, TypeKind.Object, rules: null, declare, source.HasDefaults) { Source = source, PreservesUnknownFields = preservesUnknownFields };

    internal static TypeSchema CustomObject(
        ValueRules rules, Func<ImmutableArray<FieldSchema>> declare, bool preservesUnknownFields, bool hasDefaults) =>
        new("object", TypeKind.Object, rules, declare, hasDefaults) { PreservesUnknownFields = preservesUnknownFields };

    internal static TypeSchema Custom(TypeKind kind, ValueRules rules, TypeSchema? element = null, bool hasDefaults = false) =>
        new(rules.Type ?? "any", kind, rules, declare: null, hasDefaults) { Element = element };

    public static TypeSchema ListOf(TypeSchema element) => new($"[{element.Name}]", TypeKind.List) { Element = element };

    public static TypeSchema MapOf(TypeSchema element) => new($"{{{element.Name}}}", TypeKind.Map) { Element = element };

    public static TypeSchema EnumOf(ImmutableArray<string> values) => new("string", TypeKind.String) { Enum = values };

    public override string ToString() => Name;

    private static bool FindsDefault(TypeSchema type, HashSet<TypeSchema> seen)
    {
        if (type.Element is { } element)
        {
            return FindsDefault(element, seen);
        }

        if (type.Kind != TypeKind.Object || !seen.Add(type))
        {
            return false;
        }

        foreach (var field in type.OrderedFields)
        {
            if (field.DefaultJson is not null || FindsDefault(field.Type, seen))
            {
                return true;
            }
        }

        return false;
    }
}
