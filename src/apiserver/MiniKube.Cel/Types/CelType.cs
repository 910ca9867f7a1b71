using System.Collections.Immutable;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Types;

/// <summary>A type of the language. Immutable. Equality is by kind, name and parameters; bounds do not count.</summary>
public sealed class CelType : IEquatable<CelType>
{
    private CelType(CelTypeKind kind, string name, params ImmutableArray<CelType> parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
    }

    public static CelType Dyn { get; } = new(CelTypeKind.Dyn, "dyn");

    public static CelType Null { get; } = new(CelTypeKind.Null, "null");

    public static CelType Bool { get; } = new(CelTypeKind.Bool, "bool");

    public static CelType Int { get; } = new(CelTypeKind.Int, "int");

    public static CelType Uint { get; } = new(CelTypeKind.Uint, "uint");

    public static CelType Double { get; } = new(CelTypeKind.Double, "double");

    public static CelType String { get; } = new(CelTypeKind.String, "string");

    public static CelType Bytes { get; } = new(CelTypeKind.Bytes, "bytes");

    public static CelType Duration { get; } = new(CelTypeKind.Duration, "google.protobuf.Duration");

    public static CelType Timestamp { get; } = new(CelTypeKind.Timestamp, "google.protobuf.Timestamp");

    public CelTypeKind Kind { get; }

    public string Name { get; }

    /// <summary>Of a list its items, of a map its keys and values, of an optional or a type what it is of.</summary>
    public ImmutableArray<CelType> Parameters { get; }

    /// <summary>The fields of an object.</summary>
    public CelFields? Fields { get; private init; }

    /// <summary>How long a text, how many the items at most; null when nobody said. Bounds what a program may cost.</summary>
    public long? SizeMax { get; private init; }

    /// <summary>How the items of a list are told apart: by themselves when empty (a set), by these fields; null when the order counts.</summary>
    public ImmutableArray<string>? ListKeys { get; private init; }

    public bool IsDyn => Kind == CelTypeKind.Dyn;

    /// <summary>What <c>type()</c> calls it, without parameters.</summary>
    public string RuntimeName => Kind switch
    {
        CelTypeKind.List => "list",
        CelTypeKind.Map => "map",
        CelTypeKind.Null => "null_type",
        CelTypeKind.Optional => "optional_type",
        CelTypeKind.Type => "type",
        _ => Name,
    };

    public CelType Element => Parameters[^1];

    public static CelType ListOf(CelType element) => new(CelTypeKind.List, "list", element);

    public static CelType MapOf(CelType key, CelType value) => new(CelTypeKind.Map, "map", key, value);

    public static CelType OptionalOf(CelType inner) => new(CelTypeKind.Optional, "optional_type", inner);

    public static CelType TypeOf(CelType inner) => new(CelTypeKind.Type, "type", inner);

    public static CelType Opaque(string name) => new(CelTypeKind.Opaque, name);

    public static CelType Parameter(string name) => new(CelTypeKind.Parameter, name);

    public static CelType Object(string name, CelFields fields) => new(CelTypeKind.Object, name) { Fields = fields };

    /// <summary>The same type with a bound on its size.</summary>
    public CelType WithSizeMax(long? sizeMax) => new(Kind, Name, Parameters) { Fields = Fields, SizeMax = sizeMax, ListKeys = ListKeys };

    /// <summary>The same type of lists, whose items are told apart by keys.</summary>
    public CelType WithListKeys(ImmutableArray<string> keys) => new(Kind, Name, Parameters) { Fields = Fields, SizeMax = SizeMax, ListKeys = keys };

    /// <summary>The same type of other parts.</summary>
    internal CelType With(ImmutableArray<CelType> parameters) => new(Kind, Name, parameters) { Fields = Fields, SizeMax = SizeMax, ListKeys = ListKeys };

    /// <summary>Whether values of both answer the same to <c>type()</c>: parameters do not count.</summary>
    public bool IsSameKindAs(CelType other) => Kind == other.Kind && RuntimeName == other.RuntimeName;

    /// <summary>Whether a value may stand where this type is asked for; its parts are not looked at.</summary>
    public bool Accepts(in CelValue value) => Kind switch
    {
        CelTypeKind.Dyn or CelTypeKind.Parameter => true,
        CelTypeKind.Null => value.Kind == CelValueKind.Null,
        CelTypeKind.Bool => value.Kind == CelValueKind.Bool,
        CelTypeKind.Int => value.Kind == CelValueKind.Int,
        CelTypeKind.Uint => value.Kind == CelValueKind.Uint,
        CelTypeKind.Double => value.Kind == CelValueKind.Double,
        CelTypeKind.String => value.Kind == CelValueKind.String,
        CelTypeKind.Bytes => value.Kind == CelValueKind.Bytes,
        CelTypeKind.Duration => value.Kind == CelValueKind.Duration,
        CelTypeKind.Timestamp => value.Kind == CelValueKind.Timestamp,
        CelTypeKind.List => value.Kind == CelValueKind.List,
        CelTypeKind.Map => value.Kind == CelValueKind.Map,
        CelTypeKind.Object => value.Kind is CelValueKind.Object or CelValueKind.Map,
        CelTypeKind.Opaque => value.Kind == CelValueKind.Opaque && value.AsOpaque.Type.Name == Name,
        CelTypeKind.Optional => value.Kind == CelValueKind.Optional,
        _ => value.Kind == CelValueKind.Type,
    };

    public bool Equals(CelType? other) => ReferenceEquals(this, other)
        || (other is not null && Kind == other.Kind && Name == other.Name && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as CelType);

    public override int GetHashCode() => HashCode.Combine(Kind, string.GetHashCode(Name, StringComparison.Ordinal));

    public override string ToString() => Parameters.IsEmpty ? Name : $"{Name}({string.Join(", ", Parameters)})";
}
