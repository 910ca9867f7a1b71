using System.Globalization;
using System.Text.Json.Nodes;

namespace SiteOperator;

/// <summary>
/// Says a site in the words of another version. What the older one has no word for (the exact number of pods) it keeps in an annotation, so that nothing is lost on
/// the way there and back. Pure.
/// </summary>
internal static class SiteConversion
{
    private const string ReplicasAnnotation = $"{Site.Group}/replicas";

    private static readonly (string Size, int Replicas)[] Sizes = [("small", 1), ("medium", 3), ("large", 5)];

    public static JsonObject Convert(JsonObject site, string apiVersion)
    {
        var converted = site.DeepClone().AsObject();
        var from = converted["apiVersion"]?.GetValue<string>();
        converted["apiVersion"] = apiVersion;
        if (from == apiVersion || converted["spec"] is not JsonObject spec)
        {
            return converted;
        }

        converted["spec"] = apiVersion == $"{Site.Group}/{Site.Version}" ? ToV1(converted, spec) : ToV1Alpha1(converted, spec);
        return converted;
    }

    private static JsonObject ToV1(JsonObject site, JsonObject spec)
    {
        var size = spec["size"]?.GetValue<string>() ?? "small";
        var replicas = Sizes.First(each => each.Size == size).Replicas;
        if (site["metadata"]?["annotations"] is JsonObject annotations && annotations[ReplicasAnnotation] is { } kept)
        {
            annotations.Remove(ReplicasAnnotation);
            if (annotations.Count == 0)
            {
                site["metadata"]!.AsObject().Remove("annotations");
            }

            // Only as long as nobody has said another size since.
            if (int.TryParse(kept.GetValue<string>(), CultureInfo.InvariantCulture, out var exact) && SizeOf(exact) == size)
            {
                replicas = exact;
            }
        }

        var made = new JsonObject { ["content"] = spec["text"]?.DeepClone(), ["replicas"] = replicas };
        CopyTheme(spec, made);
        return made;
    }

    private static JsonObject ToV1Alpha1(JsonObject site, JsonObject spec)
    {
        var replicas = spec["replicas"]?.GetValue<int>() ?? 1;
        var size = SizeOf(replicas);
        if (Sizes.All(each => each.Replicas != replicas))
        {
            var metadata = site["metadata"]!.AsObject();
            metadata["annotations"] ??= new JsonObject();
            metadata["annotations"]![ReplicasAnnotation] = replicas.ToString(CultureInfo.InvariantCulture);
        }

        var made = new JsonObject { ["text"] = spec["content"]?.DeepClone(), ["size"] = size };
        CopyTheme(spec, made);
        return made;
    }

    private static string SizeOf(int replicas) => replicas <= 1 ? "small" : replicas <= 3 ? "medium" : "large";

    private static void CopyTheme(JsonObject from, JsonObject to)
    {
        if (from["theme"] is { } theme)
        {
            to["theme"] = theme.DeepClone();
        }
    }
}
