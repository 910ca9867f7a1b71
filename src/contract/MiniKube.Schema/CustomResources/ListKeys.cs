using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.CustomResources;

/// <summary>What tells the items of a list apart.</summary>
internal static class ListKeys
{
    /// <summary>The item itself in a set, the object of its key fields in a map.</summary>
    public static JsonNode KeyOf(JsonNode? item, ValueRules rules)
    {
        if (rules.ListType != ListType.Map || item is not JsonObject tree)
        {
            return item?.DeepClone() ?? JsonValue.Create("null");
        }

        var key = new JsonObject();
        foreach (var name in rules.ListMapKeys)
        {
            if (tree.TryGetPropertyValue(name, out var value))
            {
                key[name] = value?.DeepClone();
            }
        }

        return key;
    }
}
