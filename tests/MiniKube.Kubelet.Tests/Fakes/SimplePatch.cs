using System.Text.Json.Nodes;

namespace MiniKube.Kubelet.Tests.Fakes;

/// <summary>As much of merge patches as a kubelet sends: objects merge, conditions merge by type, null removes, other lists are replaced.</summary>
internal static class SimplePatch
{
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner when target[name] is JsonObject existing:
                    Merge(existing, inner);
                    break;
                case JsonArray list when name == "conditions":
                    target[name] = MergeConditions(target[name] as JsonArray ?? [], list);
                    break;
                case JsonArray list:
                    target[name] = new JsonArray([.. list.Where(item => item is not JsonObject directive || !directive.ContainsKey("$patch")).Select(item => item?.DeepClone())]);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }

    private static JsonArray MergeConditions(JsonArray before, JsonArray after)
    {
        var types = after.Select(item => (string?)item!["type"]).ToList();
        var kept = before.Where(item => !types.Contains((string?)item!["type"]));
        return [.. kept.Concat(after).Select(item => item!.DeepClone())];
    }
}
