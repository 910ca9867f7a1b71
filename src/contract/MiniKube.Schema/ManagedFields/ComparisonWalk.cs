using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>One walk over two objects side by side. Paths are made only where the objects differ.</summary>
internal sealed class ComparisonWalk
{
    private static readonly JsonObject Nothing = [];

    private readonly List<PathElement> _path = new(16);
    private readonly FieldSetBuilder _added = new();
    private readonly FieldSetBuilder _modified = new();
    private readonly FieldSetBuilder _removed = new();

    // Names of map entries are made steps only when one of them turns out to differ.
    private readonly Dictionary<int, string> _names = [];

    public ObjectComparison Run(JsonObject left, JsonObject right, TypeSchema? type, FieldSet ignored)
    {
        Granular(new Place(type, null), Side.Of(left), Side.Of(right), ignored);
        return new ObjectComparison(_added.Build(), _modified.Build(), _removed.Build());
    }

    private void Value(Place place, Side left, Side right, FieldSet ignored)
    {
        var (leftForm, rightForm) = (place.CompositionOf(left.Node), place.CompositionOf(right.Node));
        var isWhole = Visit(left.Node is null ? rightForm : leftForm, place, left, right, ignored);
        if (left.Node is not null && right.Node is not null && leftForm != rightForm)
        {
            isWhole |= Visit(rightForm, place, left, right, ignored);
        }

        if (!isWhole && !left.IsThere)
        {
            _added.Add(Path());
        }
        else if (!isWhole && !right.IsThere)
        {
            _removed.Add(Path());
        }
    }

    /// <returns>True when the values were compared as one.</returns>
    private bool Visit(Composition form, Place place, Side left, Side right, FieldSet ignored)
    {
        switch (form)
        {
            case Composition.Granular when !(left.IsEmpty && right.IsEmpty):
                Granular(place, left, right, ignored);
                return false;
            case Composition.Set or Composition.Associative when !(left.IsEmpty && right.IsEmpty):
                Items(place, left, right, ignored);
                return false;
            default:
                Whole(left, right);
                return true;
        }
    }

    private void Whole(Side left, Side right)
    {
        if (!left.IsThere)
        {
            _added.Add(Path());
        }
        else if (!right.IsThere)
        {
            _removed.Add(Path());
        }
        else if (!JsonEquality.AreEqual(left.Node, right.Node))
        {
            _modified.Add(Path());
        }
    }

    private void Granular(Place place, Side left, Side right, FieldSet ignored)
    {
        if (place.IsStruct)
        {
            foreach (var field in place.Type!.OrderedFields)
            {
                Field(field, left.Field(field), right.Field(field), ignored);
            }

            if (!place.Type.PreservesUnknownFields)
            {
                return;
            }
        }

        for (var i = 0; i < left.Members.Count; i++)
        {
            var (name, value) = left.Members.GetAt(i);
            if (!place.HasField(name))
            {
                Entry(place, name, Side.Of(value), right.Entry(name), ignored);
            }
        }

        for (var i = 0; i < right.Members.Count; i++)
        {
            var (name, value) = right.Members.GetAt(i);
            if (!place.HasField(name) && !left.Entry(name).IsThere)
            {
                Entry(place, name, Side.Missing, Side.Of(value), ignored);
            }
        }
    }

    private void Field(FieldSchema field, Side left, Side right, FieldSet ignored)
    {
        if (!left.IsThere && !right.IsThere)
        {
            return;
        }

        var below = FieldSet.Empty;
        if (!ignored.IsEmpty && ignored.Find(field.Step) is { } branch)
        {
            if (branch.IsMember)
            {
                return;
            }

            below = branch.Below;
        }

        _path.Add(field.Step);
        Value(Place.Of(field), left, right, below);
        _path.RemoveAt(_path.Count - 1);
    }

    private void Entry(Place place, string name, Side left, Side right, FieldSet ignored)
    {
        var below = FieldSet.Empty;
        if (!ignored.IsEmpty && ignored.Find(PathElement.Field(name)) is { } branch)
        {
            if (branch.IsMember)
            {
                return;
            }

            below = branch.Below;
        }

        _names[_path.Count] = name;
        _path.Add(null!);
        Value(place.Child(name), left, right, below);
        _path.RemoveAt(_path.Count - 1);
        _names.Remove(_path.Count);
    }

    private void Items(Place place, Side left, Side right, FieldSet ignored)
    {
        // The usual case: nothing of the list has changed.
        if (left.IsThere && right.IsThere && JsonEquality.AreEqual(left.Node, right.Node))
        {
            return;
        }

        var (before, after) = (ListIndex.Of(place, left.Node as JsonArray), ListIndex.Of(place, right.Node as JsonArray));
        foreach (var step in before.Steps)
        {
            Item(place, step, before.At(step), after.At(step), ignored);
        }

        foreach (var step in after.Steps.Where(step => !before.Has(step)))
        {
            Item(place, step, [], after.At(step), ignored);
        }
    }

    private void Item(Place place, PathElement step, IReadOnlyList<JsonNode?> left, IReadOnlyList<JsonNode?> right, FieldSet ignored)
    {
        _path.Add(step);
        if (left.Count <= 1 && right.Count <= 1)
        {
            Value(
                place.Item,
                left.Count == 0 ? Side.Missing : Side.Of(left[0]),
                right.Count == 0 ? Side.Missing : Side.Of(right[0]),
                ignored.IsEmpty ? ignored : ignored.Find(step)?.Below ?? FieldSet.Empty);
        }
        else if (left.Count == 0 || right.Count == 0)
        {
            (left.Count == 0 ? _added : _removed).Add(Path());
        }
        else if (left.Count != right.Count || !left.Zip(right).All(pair => JsonEquality.AreEqual(pair.First, pair.Second)))
        {
            // Items that a list names twice cannot be told apart, so they are one value.
            _modified.Add(Path());
        }

        _path.RemoveAt(_path.Count - 1);
    }

    private ReadOnlySpan<PathElement> Path()
    {
        foreach (var (at, name) in _names)
        {
            _path[at] ??= PathElement.Field(name);
        }

        return CollectionsMarshal.AsSpan(_path);
    }

    /// <summary>One object's value at a place. Null is there and says nothing.</summary>
    private readonly record struct Side(bool IsThere, JsonNode? Node)
    {
        public static Side Missing => default;

        public static Side Of(JsonNode? node) => new(true, node);

        public bool IsEmpty => Node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

        public JsonObject Members => Node as JsonObject ?? Nothing;

        public Side Entry(string name) => Members.TryGetPropertyValue(name, out var value) ? Of(value) : Missing;

        /// <summary>A field that Go always writes is there although the tree leaves it out.</summary>
        public Side Field(FieldSchema field)
        {
            if (Node is JsonObject members
                && members.TryGetPropertyValue(field.Name, out var value)
                && (value is not null || !field.IsAlwaysThere))
            {
                return Of(value);
            }

            return !IsThere || !field.IsAlwaysThere ? Missing : field.Type.Kind switch
            {
                TypeKind.Object => Of(Nothing),
                TypeKind.String or TypeKind.Boolean or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double => Of(Emptiness.Make(field.Type)),
                _ => Of(null),
            };
        }
    }
}
