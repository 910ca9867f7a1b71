using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Takes places out of an object. What loses all that it held becomes null.</summary>
internal static class FieldRemoval
{
    /// <summary>A tree of its own; the argument is not changed.</summary>
    public static JsonObject Remove(JsonObject value, FieldSet places, TypeSchema? type)
    {
        var copy = value.DeepClone().AsObject();
        Members(new Place(type, null), copy, places);
        return copy;
    }

    /// <returns>What is left; null for nothing.</returns>
    private static JsonNode? Value(Place place, JsonNode? value, FieldSet places)
    {
        switch (place.CompositionOf(value))
        {
            case Composition.Granular when value is JsonObject members:
                Members(place, members, places);
                return members.Count == 0 ? null : members;
            case Composition.Set or Composition.Associative when value is JsonArray items:
                Items(place, items, places);
                return items.Count == 0 ? null : items;
            default:
                return value is JsonValue ? value : null;
        }
    }

    private static void Members(Place place, JsonObject members, FieldSet places)
    {
        foreach (var (name, value) in members.ToList())
        {
            var child = place.Child(name);
            if (places.Find(child.Field?.Step ?? PathElement.Field(name)) is not { } branch)
            {
                continue;
            }

            if (branch.IsMember)
            {
                members.Remove(name);
            }
            else if (!ReferenceEquals(Value(child, value, branch.Below), value))
            {
                members[name] = null;
            }
        }
    }

    private static void Items(Place place, JsonArray items, FieldSet places)
    {
        var index = 0;
        while (index < items.Count)
        {
            var branch = place.StepTo(items[index]) is { } step ? places.Find(step) : null;
            if (branch is { IsMember: true })
            {
                items.RemoveAt(index);
                continue;
            }

            if (branch is { } inner)
            {
                _ = Value(place.Item, items[index], inner.Below);
            }

            index++;
        }
    }
}
