using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Lays a configuration over an object: what it names is as it says, all else stays.</summary>
internal static class TypedMerge
{
    /// <summary>A tree of its own; neither argument is changed.</summary>
    public static JsonObject Merge(JsonObject live, JsonObject config, TypeSchema? type) => Members(new Place(type, null), live, config);

    private static JsonNode? Value(Place place, JsonNode? live, JsonNode? config) => place.CompositionOf(config ?? live) switch
    {
        Composition.Granular when live is JsonObject left && (left.Count > 0 || config is JsonObject { Count: > 0 }) =>
            Members(place, left, config as JsonObject ?? []),
        Composition.Set or Composition.Associative when live is JsonArray left && (left.Count > 0 || config is JsonArray { Count: > 0 }) =>
            Items(place, left, config as JsonArray ?? []),
        _ => config?.DeepClone(),
    };

    private static JsonObject Members(Place place, JsonObject live, JsonObject config)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in live)
        {
            merged[name] = config.TryGetPropertyValue(name, out var change) ? Value(place.Child(name), value, change) : value?.DeepClone();
        }

        foreach (var (name, value) in config)
        {
            if (!live.ContainsKey(name))
            {
                merged[name] = value?.DeepClone();
            }
        }

        return merged;
    }

    /// <summary>
    /// The configuration's items keep its order; the others keep their places among themselves, and stand before the item of the
    /// configuration that follows them in the object.
    /// </summary>
    private static JsonArray Items(Place place, JsonArray live, JsonArray config)
    {
        var (before, wanted) = (ListIndex.Of(place, live), ListIndex.Of(place, config));
        var shared = new Queue<PathElement>(wanted.Steps.Where(before.Has));
        var merged = new JsonArray();
        var (l, r) = (0, 0);
        while (l < before.Steps.Count || r < wanted.Steps.Count)
        {
            if (l < before.Steps.Count && !wanted.Has(before.Steps[l]))
            {
                Keep(before.At(before.Steps[l++]), merged);
            }
            else if (l < before.Steps.Count && r < wanted.Steps.Count
                && !before.Steps[l].Equals(wanted.Steps[r])
                && shared.TryPeek(out var next) && !next.Equals(before.Steps[l]))
            {
                // Shared, but its turn in the configuration's order has passed or is still to come.
                l++;
            }
            else if (r < wanted.Steps.Count)
            {
                var step = wanted.Steps[r++];
                merged.Add(Item(place, before.At(step), wanted.At(step)[^1]));
                if (shared.TryPeek(out var merging) && merging.Equals(step))
                {
                    shared.Dequeue();
                }

                l += l < before.Steps.Count && before.Steps[l].Equals(step) ? 1 : 0;
            }
            else
            {
                l++;
            }
        }

        return merged;
    }

    private static JsonNode? Item(Place place, IReadOnlyList<JsonNode?> before, JsonNode? wanted) =>
        before is [var one] ? Value(place.Item, one, wanted) : wanted?.DeepClone();

    private static void Keep(IReadOnlyList<JsonNode?> items, JsonArray merged)
    {
        foreach (var item in items)
        {
            merged.Add(item?.DeepClone());
        }
    }
}
