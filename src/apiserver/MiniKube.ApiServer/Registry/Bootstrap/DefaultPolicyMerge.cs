using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authorization.Rbac;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>Gives a role or binding what the default one has and it lacks. Pure.</summary>
internal static class DefaultPolicyMerge
{
    /// <summary>A tree of its own; equal to the existing one when nothing was missing.</summary>
    public static JsonObject Merge(JsonObject existing, JsonObject wanted)
    {
        var merged = existing.DeepClone().AsObject();
        AddKeys(merged.Metadata, wanted.Metadata, "labels");
        AddKeys(merged.Metadata, wanted.Metadata, "annotations");
        if (wanted.ContainsKey("aggregationRule"))
        {
            // The rules are the aggregation's to fill.
            AddSelectors(merged, wanted);
        }
        else
        {
            AddRules(merged, wanted);
        }

        AddSubjects(merged, wanted);
        return merged;
    }

    private static void AddKeys(JsonObject merged, JsonObject wanted, string name)
    {
        foreach (var (key, value) in wanted.Child(name) ?? [])
        {
            // A value that an operator chose stays.
            if (!merged.Ensure(name).ContainsKey(key))
            {
                merged.Ensure(name)[key] = value?.DeepClone();
            }
        }
    }

    private static void AddSelectors(JsonObject merged, JsonObject wanted)
    {
        var selectors = merged.Ensure("aggregationRule").EnsureList("clusterRoleSelectors");
        foreach (var selector in wanted.Child("aggregationRule").Objects("clusterRoleSelectors"))
        {
            if (!selectors.Any(one => JsonNode.DeepEquals(one, selector)))
            {
                selectors.Add((JsonNode)selector.DeepClone());
            }
        }
    }

    private static void AddRules(JsonObject merged, JsonObject wanted)
    {
        var held = merged.Objects("rules").Select(PolicyRule.Read).ToList();
        foreach (var rule in wanted.Objects("rules"))
        {
            if (RuleCoverage.Missing(held, [PolicyRule.Read(rule)]).Count > 0)
            {
                merged.EnsureList("rules").Add((JsonNode)rule.DeepClone());
            }
        }
    }

    private static void AddSubjects(JsonObject merged, JsonObject wanted)
    {
        foreach (var subject in wanted.Objects("subjects"))
        {
            if (!merged.Objects("subjects").Any(one => Same(one, subject)))
            {
                merged.EnsureList("subjects").Add((JsonNode)subject.DeepClone());
            }
        }
    }

    private static bool Same(JsonObject one, JsonObject other) =>
        one.Text("kind") == other.Text("kind") && one.Text("name") == other.Text("name") && one.Text("namespace") == other.Text("namespace");
}
