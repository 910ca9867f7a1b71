using System.Text.Json.Nodes;

namespace MiniKube.Schema.Patching;

/// <summary>RFC 7386: objects merge, null deletes, anything else replaces.</summary>
public static class MergePatch
{
    /// <summary>Returns the patched tree; neither argument is changed.</summary>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var merged = target.DeepClone().AsObject();
        Merge(merged, patch);
        return merged;
    }

    internal static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject changes when target[name] is JsonObject current:
                    Merge(current, changes);
                    break;
                case JsonObject added:
                    var created = new JsonObject();
                    Merge(created, added);
                    target[name] = created;
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
