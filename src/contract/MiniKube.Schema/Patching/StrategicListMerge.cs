using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Patching;

/// <summary>Merges one list of a strategic merge patch: by the field's merge key, or by value where it has none.</summary>
internal sealed class StrategicListMerge(string name, FieldSchema? schema)
{
    private readonly string? _mergeKey = schema?.PatchMergeKey;

    public JsonArray Merge(JsonArray current, JsonArray patch)
    {
        if (!HoldsObjects(current, patch))
        {
            var patched = patch.Select(item => item?.DeepClone()).ToList();
            var all = Distinct(Detach(current).Concat(patched));
            return Ordered(all, Keys(patch), Keys(current));
        }

        if (_mergeKey is null)
        {
            throw PatchException.DoesNotApply($"the items of {name} cannot be merged: the list has no merge key");
        }

        var before = Keys(current);
        var changes = patch.OfType<JsonObject>().Where(item => Directives.Of(item) is null or Directives.Merge && !Directives.IsOrder(item)).ToList();
        if (patch.Any(item => item is JsonObject map && Directives.Of(map) == Directives.Replace))
        {
            return Replaced(changes);
        }

        var merged = MergeItems(Without(Detach(current), patch), changes);
        return Ordered(merged, [.. changes.Select(Key)], before);
    }

    /// <summary>Merges, then puts the items that <paramref name="order"/> names into its order; the others keep their places between them.</summary>
    public JsonArray MergeInOrder(JsonArray? current, JsonArray? patch, JsonArray order)
    {
        var sequence = Keys(order);
        RequireOrder(patch, sequence);
        var before = current is null ? [] : Keys(current);
        JsonArray merged;
        if (patch is null)
        {
            merged = current!;
        }
        else if (current is null || !IsMerged)
        {
            Directives.TryTake(patch, out var taken);
            merged = taken!.AsArray();
        }
        else
        {
            merged = Merge(current, patch);
        }

        return Ordered(Detach(merged), sequence, before);
    }

    private bool IsMerged => schema?.PatchStrategy?.Split(',').Contains(Directives.Merge) == true;

    private static JsonArray Replaced(List<JsonObject> items)
    {
        var list = new JsonArray();
        foreach (var item in items)
        {
            if (Directives.TryTake(item, out var taken))
            {
                list.Add(taken);
            }
        }

        return list;
    }

    /// <summary>The items without those that the patch deletes.</summary>
    private List<JsonNode?> Without(List<JsonNode?> items, JsonArray patch)
    {
        var gone = patch.OfType<JsonObject>().Where(item => Directives.Of(item) == Directives.Delete).Select(Key).ToHashSet(StringComparer.Ordinal);
        if (gone.Count > 0)
        {
            items.RemoveAll(item => gone.Contains(Key(item)));
        }

        return items;
    }

    private List<JsonNode?> MergeItems(List<JsonNode?> items, List<JsonObject> changes)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            // Of several items with one key the first takes the change, as upstream.
            places.TryAdd(Key(items[i]), i);
        }

        foreach (var change in changes)
        {
            if (places.TryGetValue(Key(change), out var place))
            {
                items[place] = StrategicMerge.Objects(items[place]!.AsObject(), change, schema!.Type.Element);
            }
            else if (Directives.TryTake(change, out var taken))
            {
                places[Key(change)] = items.Count;
                items.Add(taken);
            }
        }

        return items;
    }

    /// <summary>Places the patched items in the patch's order and the rest in the server's, and weaves them together by the server's.</summary>
    private JsonArray Ordered(List<JsonNode?> items, List<string> patchOrder, List<string> serverOrder)
    {
        var patchPlaces = Places(patchOrder);
        var serverPlaces = Places(serverOrder);
        var keyed = items.ConvertAll(item => (Item: item, Key: Key(item)));
        var rest = new Queue<(JsonNode? Item, string Key)>(
            keyed.Where(entry => !patchPlaces.ContainsKey(entry.Key)).OrderBy(entry => serverPlaces.GetValueOrDefault(entry.Key, -1)));
        var patched = keyed.Where(entry => patchPlaces.ContainsKey(entry.Key)).OrderBy(entry => patchPlaces[entry.Key]);

        var ordered = new JsonArray();
        foreach (var (item, key) in patched)
        {
            while (rest.TryPeek(out var next) && Precedes(next.Key, key, serverPlaces))
            {
                ordered.Add(rest.Dequeue().Item);
            }

            ordered.Add(item);
        }

        foreach (var (item, _) in rest)
        {
            ordered.Add(item);
        }

        return ordered;
    }

    private static bool Precedes(string left, string right, Dictionary<string, int> places) =>
        places.TryGetValue(left, out var leftPlace) && places.TryGetValue(right, out var rightPlace) && leftPlace < rightPlace;

    private static Dictionary<string, int> Places(List<string> keys)
    {
        var places = new Dictionary<string, int>(keys.Count, StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            places.TryAdd(keys[i], i);
        }

        return places;
    }

    private void RequireOrder(JsonArray? patch, List<string> order)
    {
        var place = 0;
        foreach (var item in patch ?? [])
        {
            if (item is JsonObject map && Directives.Of(map) is Directives.Delete or Directives.Replace)
            {
                continue;
            }

            var key = Key(item);
            while (place < order.Count && order[place] != key)
            {
                place++;
            }

            if (place++ >= order.Count)
            {
                throw PatchException.Malformed($"the order of the items of {name} is not that of {Directives.ElementOrder}{name}");
            }
        }
    }

    private List<string> Keys(JsonArray list) => [.. list.Where(item => !Directives.IsOrder(item)).Select(Key)];

    private string Key(JsonNode? item)
    {
        if (_mergeKey is null || item is not JsonObject map)
        {
            return ItemKey.OfValue(item);
        }

        return map.TryGetPropertyValue(_mergeKey, out var value)
            ? ItemKey.OfValue(value)
            : throw PatchException.DoesNotApply($"map: {map.ToJsonString()} does not contain declared merge key: {_mergeKey}");
    }

    private bool HoldsObjects(JsonArray current, JsonArray patch)
    {
        var all = current.Concat(patch).ToList();
        if (all.Exists(item => item is JsonArray))
        {
            throw PatchException.DoesNotApply($"{name} holds lists, and lists of lists cannot be merged");
        }

        var objects = all.Count(item => item is JsonObject);
        return objects == all.Count && objects > 0
            ? true
            : objects == 0 ? false : throw PatchException.DoesNotApply($"the items of {name} are not all of one kind");
    }

    private static List<JsonNode?> Distinct(IEnumerable<JsonNode?> items) => [.. items.DistinctBy(ItemKey.OfValue)];

    private static List<JsonNode?> Detach(JsonArray list)
    {
        var items = list.ToList();
        list.Clear();
        return items;
    }
}
