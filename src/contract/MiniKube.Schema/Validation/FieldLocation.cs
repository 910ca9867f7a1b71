using System.Globalization;

namespace MiniKube.Schema.Validation;

/// <summary>A place in an object, written as clients read it: <c>spec.containers[0].image</c>, <c>data[key]</c>. Immutable; the text is made only for a complaint.</summary>
public sealed class FieldLocation
{
    private readonly FieldLocation? _parent;
    private readonly string? _name;
    private readonly string? _key;
    private readonly int _index;

    private FieldLocation(FieldLocation? parent, string? name = null, string? key = null, int index = 0)
    {
        _parent = parent;
        _name = name;
        _key = key;
        _index = index;
    }

    /// <summary>The place that this one is a part of; null for a root.</summary>
    public FieldLocation? Parent => _parent;

    public static FieldLocation Root(string name) => new(null, name);

    public FieldLocation Child(string name) => new(this, name);

    public FieldLocation Child(string first, string second) => Child(first).Child(second);

    public FieldLocation Index(int index) => new(this, index: index);

    public FieldLocation Key(string key) => new(this, key: key);

    public override string ToString() => (_parent, _name, _key) switch
    {
        (null, _, _) => _name!,
        (_, { } name, _) => $"{_parent}.{name}",
        (_, _, { } key) => $"{_parent}[{key}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"{_parent}[{_index}]"),
    };
}
