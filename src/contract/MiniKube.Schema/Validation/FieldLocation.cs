using System.Globalization;

namespace MiniKube.Schema.Validation;

/// <summary>A place in an object, written as clients read it: <c>spec.containers[0].image</c>, <c>data[key]</c>. Immutable; the text is made only for a complaint.</summary>
internal sealed class FieldLocation
{
    private readonly FieldLocation? _parent;
    private readonly string _step;

    private FieldLocation(FieldLocation? parent, string step)
    {
        _parent = parent;
        _step = step;
    }

    public static FieldLocation Root(string name) => new(null, name);

    public FieldLocation Child(string name) => new(this, $".{name}");

    public FieldLocation Child(string first, string second) => Child(first).Child(second);

    public FieldLocation Index(int index) => new(this, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    public FieldLocation Key(string key) => new(this, $"[{key}]");

    public override string ToString() => _parent is null ? _step : $"{_parent}{_step}";
}
