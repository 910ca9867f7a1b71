using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>One step from an object, map or list to what is in it. Immutable; equal steps have equal text.</summary>
public sealed class PathElement : IComparable<PathElement>, IEquatable<PathElement>
{
    private readonly ImmutableArray<(string Name, PathScalar Value)> _parts;

    private PathElement(PathElementKind kind, string text, ImmutableArray<(string Name, PathScalar Value)> parts, string name = "")
    {
        Kind = kind;
        Text = text;
        _parts = parts;
        Name = name;
    }

    public PathElementKind Kind { get; }

    /// <summary>The form in <c>fieldsV1</c>: <c>f:spec</c>, <c>k:{"name":"a"}</c>, <c>v:"x"</c>, <c>i:0</c>.</summary>
    public string Text { get; }

    /// <summary>The name of a field; empty for the items of a list.</summary>
    public string Name { get; }

    public static PathElement Field(string name) => new(PathElementKind.Field, $"f:{name}", [], name);

    public static PathElement Value(JsonNode? value)
    {
        var scalar = PathScalar.Of(value);
        return new PathElement(PathElementKind.Value, $"v:{scalar.Json}", [("", scalar)]);
    }

    public static PathElement Index(int index) => new(
        PathElementKind.Index,
        string.Create(CultureInfo.InvariantCulture, $"i:{index}"),
        [("", PathScalar.Of(JsonValue.Create(index)))]);

    /// <summary>The item whose key fields have the values; they may come in any order.</summary>
    public static PathElement Key(IEnumerable<KeyValuePair<string, JsonNode?>> fields)
    {
        if (fields is IReadOnlyList<KeyValuePair<string, JsonNode?>> { Count: 1 } only)
        {
            return Key(only[0].Key, PathScalar.Of(only[0].Value));
        }

        ImmutableArray<(string Name, PathScalar Value)> parts =
            [.. fields.Select(field => (field.Key, PathScalar.Of(field.Value))).OrderBy(part => part.Key, StringComparer.Ordinal)];
        var text = $"k:{{{string.Join(',', parts.Select(part => $"{PathScalar.Quote(part.Name)}:{part.Value.Json}"))}}}";
        return new PathElement(PathElementKind.Key, text, parts);
    }

    /// <summary>The item whose one key field has the value.</summary>
    internal static PathElement Key(string name, PathScalar value) =>
        new(PathElementKind.Key, string.Concat("k:{", PathScalar.Quote(name), ":", string.Concat(value.Json, "}")), [(name, value)]);

    /// <summary>Reads the form of <see cref="Text"/>; false when it is none, null for a kind of step that is not known here.</summary>
    public static bool TryParse(string text, out PathElement? element)
    {
        element = null;
        if (text.Length < 2 || text[1] != ':')
        {
            return false;
        }

        try
        {
            element = text[0] switch
            {
                'f' => Field(text[2..]),
                'k' => JsonNode.Parse(text[2..]) is JsonObject { Count: > 0 } fields ? Key(fields) : null,
                'v' => Value(JsonNode.Parse(text[2..])),
                'i' => int.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? Index(index) : null,
                _ => null,
            };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON, text that is not Unicode, or a name twice.
            return false;
        }

        return element is not null || text[0] is not ('f' or 'k' or 'v' or 'i');
    }

    public int CompareTo(PathElement? other)
    {
        if (other is null || ReferenceEquals(this, other))
        {
            return other is null ? 1 : 0;
        }

        if (Kind != other.Kind)
        {
            return Kind.CompareTo(other.Kind);
        }

        return Kind == PathElementKind.Field ? string.CompareOrdinal(Text, other.Text) : CompareParts(other);
    }

    public bool Equals(PathElement? other) => ReferenceEquals(this, other) || (other is not null && Text == other.Text);

    public override bool Equals(object? obj) => Equals(obj as PathElement);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>As a message shows it: <c>.spec</c>, <c>[name="a"]</c>, <c>[="x"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => Kind switch
    {
        PathElementKind.Field => $".{Name}",
        PathElementKind.Key => $"[{string.Join(',', _parts.Select(part => $"{part.Name}={part.Value.Json}"))}]",
        PathElementKind.Value => $"[={Text[2..]}]",
        _ => $"[{Text[2..]}]",
    };

    private int CompareParts(PathElement other)
    {
        for (var i = 0; i < _parts.Length && i < other._parts.Length; i++)
        {
            var byName = string.CompareOrdinal(_parts[i].Name, other._parts[i].Name);
            var order = byName != 0 ? byName : _parts[i].Value.CompareTo(other._parts[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return _parts.Length.CompareTo(other._parts.Length);
    }
}
