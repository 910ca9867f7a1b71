using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Patching;

/// <summary>The names in a strategic merge patch that are orders, not fields.</summary>
internal static class Directives
{
    public const string Marker = "$patch";
    public const string RetainKeys = "$retainKeys";
    public const string DeleteFromList = "$deleteFromPrimitiveList/";
    public const string ElementOrder = "$setElementOrder/";

    public const string Delete = "delete";
    public const string Replace = "replace";
    public const string Merge = "merge";

    /// <summary>The value of <c>$patch</c>; null when the object has none.</summary>
    public static string? Of(JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(Marker, out var value))
        {
            return null;
        }

        return value.AsText is Delete or Replace or Merge
            ? value.AsText
            : throw PatchException.DoesNotApply($"unknown patch type: {value?.ToJsonString() ?? "null"}; $patch is delete, replace or merge");
    }

    public static bool IsDirective(string name) =>
        name is Marker or RetainKeys || name.StartsWith(DeleteFromList, StringComparison.Ordinal) || name.StartsWith(ElementOrder, StringComparison.Ordinal);

    /// <summary>The field whose list an order of the object around it is about; null for any other name.</summary>
    public static string? ListOf(string name) =>
        name.StartsWith(DeleteFromList, StringComparison.Ordinal) ? name[DeleteFromList.Length..]
        : name.StartsWith(ElementOrder, StringComparison.Ordinal) ? name[ElementOrder.Length..]
        : null;

    /// <summary>True for an item of a list that is an order for the whole list.</summary>
    public static bool IsOrder(JsonNode? item) => item is JsonObject { Count: 1 } only && Of(only) is Replace or Merge;

    /// <summary>A copy of a value for a place where there is nothing to merge it with: without nulls and directives. False when the value says it is to be deleted.</summary>
    public static bool TryTake(JsonNode? value, out JsonNode? taken)
    {
        taken = null;
        switch (value)
        {
            case JsonObject map when Of(map) == Delete:
                return false;
            case JsonObject map:
                taken = Take(map);
                return true;
            case JsonArray list:
                taken = Take(list);
                return true;
            default:
                taken = value?.DeepClone();
                return true;
        }
    }

    private static JsonObject Take(JsonObject map)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in map)
        {
            if (value is not null && !IsDirective(name) && TryTake(value, out var taken))
            {
                copy[name] = taken;
            }
        }

        return copy;
    }

    private static JsonArray Take(JsonArray list)
    {
        var copy = new JsonArray();
        foreach (var item in list)
        {
            if (!IsOrder(item) && TryTake(item, out var taken))
            {
                copy.Add(taken);
            }
        }

        return copy;
    }
}
