using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>
/// Where a pod asks to be placed by the values that its own labels have, the values are added to the selectors when it is made: who places pods looks at
/// selectors alone (KEP-3633, KEP-3243).
/// </summary>
internal static class MatchKeys
{
    public static void Merge(JsonObject pod)
    {
        if (pod.Child("spec") is not { } spec || pod.Metadata.Child("labels") is not { Count: > 0 } labels)
        {
            return;
        }

        foreach (var constraint in spec.Objects("topologySpreadConstraints"))
        {
            Merge(constraint, labels);
        }

        foreach (var kind in (ReadOnlySpan<string>)["podAffinity", "podAntiAffinity"])
        {
            if (spec.Child("affinity").Child(kind) is { } affinity)
            {
                foreach (var term in affinity.Objects("requiredDuringSchedulingIgnoredDuringExecution"))
                {
                    Merge(term, labels);
                }

                foreach (var preferred in affinity.Objects("preferredDuringSchedulingIgnoredDuringExecution"))
                {
                    Merge(preferred.Child("podAffinityTerm"), labels);
                }
            }
        }
    }

    /// <summary>Without a selector nothing is selected, whatever the keys.</summary>
    private static void Merge(JsonObject? term, JsonObject labels)
    {
        if (term.Child("labelSelector") is { } selector)
        {
            Add(selector, term.List("matchLabelKeys"), "In", labels);
            Add(selector, term.List("mismatchLabelKeys"), "NotIn", labels);
        }
    }

    private static void Add(JsonObject selector, JsonArray? keys, string @operator, JsonObject labels)
    {
        foreach (var key in keys ?? [])
        {
            if (key is JsonValue named && labels[named.GetValue<string>()] is { } value)
            {
                var expressions = selector.List("matchExpressions") ?? [];
                expressions.Add((JsonNode)new JsonObject { ["key"] = key.DeepClone(), ["operator"] = @operator, ["values"] = new JsonArray(value.DeepClone()) });
                if (expressions.Parent is null)
                {
                    selector["matchExpressions"] = expressions;
                }
            }
        }
    }
}
