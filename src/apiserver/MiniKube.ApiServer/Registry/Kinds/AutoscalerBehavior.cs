using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>How an autoscaler moves, in the names of the API and in those of upstream's own code, which an annotation shows.</summary>
internal static class AutoscalerBehavior
{
    private static readonly string[] Directions = ["scaleUp", "scaleDown"];
    private static readonly string[] Rules = ["stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance"];
    private static readonly string[] Policy = ["type", "value", "periodSeconds"];

    public static JsonObject ToInner(JsonObject behavior) => Renamed(behavior, Directions, Inner, rules => Renamed(rules, Rules, Inner, policy =>
        Renamed(policy, Policy, Inner, _ => [])));

    public static JsonObject FromInner(JsonObject inner) => Renamed(inner, Directions, Outer, rules => Renamed(rules, Rules, Outer, policy =>
        Renamed(policy, Policy, Outer, _ => [])));

    private static JsonObject Renamed(JsonObject tree, string[] names, Func<string, (string From, string To)> name, Func<JsonObject, JsonObject> within)
    {
        var renamed = new JsonObject();
        foreach (var (from, to) in names.Select(name))
        {
            // Whoever writes the annotation by hand may not know of the capitals.
            var value = tree[from] ?? tree[to];
            if (value is null && char.IsLower(to[0]))
            {
                continue;
            }

            renamed[to] = value switch
            {
                JsonObject one => within(one),
                JsonArray many => new JsonArray([.. many.OfType<JsonObject>().Select(JsonNode (one) => within(one))]),
                _ => value?.DeepClone(),
            };
        }

        return renamed;
    }

    private static (string From, string To) Inner(string name) => (name, $"{char.ToUpperInvariant(name[0])}{name[1..]}");

    private static (string From, string To) Outer(string name) => ($"{char.ToUpperInvariant(name[0])}{name[1..]}", name);
}
