using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>The items of a list by what tells them apart, in the list's order.</summary>
internal sealed class ListIndex
{
    private readonly Dictionary<PathElement, List<JsonNode?>> _items = [];

    private ListIndex(int count) => Steps = new List<PathElement>(count);

    /// <summary>Each step once.</summary>
    public List<PathElement> Steps { get; }

    public static ListIndex Of(Place list, JsonArray? items)
    {
        var index = new ListIndex(items?.Count ?? 0);
        for (var i = 0; i < items?.Count; i++)
        {
            // An item without its keys is only the same as another one at its place.
            var step = list.StepTo(items[i]) ?? PathElement.Index(i);
            if (!index._items.TryGetValue(step, out var same))
            {
                index._items[step] = same = new List<JsonNode?>(1);
                index.Steps.Add(step);
            }

            same.Add(items[i]);
        }

        return index;
    }

    public bool Has(PathElement step) => _items.ContainsKey(step);

    /// <summary>The items of one step: one, unless the list names it twice; none when it is not there.</summary>
    public IReadOnlyList<JsonNode?> At(PathElement step) => _items.TryGetValue(step, out var items) ? items : [];
}
