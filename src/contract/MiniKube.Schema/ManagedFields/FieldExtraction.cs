using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>The places of an object that say something: what an applier that sends it owns.</summary>
public static class FieldExtraction
{
    public static FieldSet Extract(JsonObject value, TypeSchema? type)
    {
        var set = new FieldSetBuilder();
        Members(new Place(type, null), value, [], set);
        return set.Build();
    }

    /// <summary>The places below one of an object.</summary>
    internal static FieldSet Below(Place place, JsonNode? value)
    {
        var set = new FieldSetBuilder();
        switch (place.CompositionOf(value), value)
        {
            case (Composition.Granular, JsonObject members):
                Members(place, members, [], set);
                break;
            case (Composition.Set or Composition.Associative, JsonArray items):
                Items(place, items, [], set);
                break;
            default:
                break;
        }

        return set.Build();
    }

    private static void Value(Place place, JsonNode? value, List<PathElement> path, FieldSetBuilder set)
    {
        switch (place.CompositionOf(value))
        {
            case Composition.Leaf:
                Add(path, set);
                break;
            case Composition.Granular when value is JsonObject members:
                Members(place, members, path, set);
                break;
            case Composition.Set or Composition.Associative when value is JsonArray items:
                Items(place, items, path, set);
                break;
            default:
                break;
        }
    }

    private static void Members(Place place, JsonObject members, List<PathElement> path, FieldSetBuilder set)
    {
        foreach (var (name, value) in members)
        {
            var child = place.Child(name);
            path.Add(child.Field?.Step ?? PathElement.Field(name));
            Value(child, value, path, set);
            if (value is null or JsonObject { Count: 0 } || !place.HasField(name))
            {
                Add(path, set);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private static void Items(Place place, JsonArray items, List<PathElement> path, FieldSetBuilder set)
    {
        var index = ListIndex.Of(place, items);
        foreach (var step in index.Steps)
        {
            path.Add(step);
            Add(path, set);
            if (index.At(step) is [var item])
            {
                Value(place.Item, item, path, set);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private static void Add(List<PathElement> path, FieldSetBuilder set) =>
        set.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(path));
}
