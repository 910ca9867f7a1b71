using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Admission;

/// <summary>One rule of a webhook or an admission policy: which operations on which resources. A wildcard stands alone.</summary>
internal static class AdmissionRuleRules
{
    public static void Check(JsonObject rule, FieldLocation where, Complaints complaints)
    {
        CheckWords(rule, "operations", "operations", where, complaints);
        CheckWords(rule, "apiGroups", "API groups", where, complaints);
        CheckWords(rule, "apiVersions", "API versions", where, complaints);
        var index = 0;
        foreach (var version in rule.Items("apiVersions"))
        {
            if (version.AsText is { Length: 0 })
            {
                complaints.Required(where.Child("apiVersions").Index(index));
            }

            index++;
        }

        CheckResources([.. rule.Items("resources").Select(each => each.AsText ?? "")], where.Child("resources"), complaints);
    }

    private static void CheckWords(JsonObject rule, string field, string what, FieldLocation where, Complaints complaints)
    {
        var words = rule.Items(field).Select(each => each.AsText).ToList();
        if (words.Count == 0)
        {
            complaints.Required(where.Child(field));
        }
        else if (words.Count > 1 && words.Contains("*"))
        {
            complaints.Invalid(where.Child(field), rule.Member(field), $"if '*' is present, must not specify other {what}");
        }
    }

    private static void CheckResources(List<string> resources, FieldLocation where, Complaints complaints)
    {
        if (resources.Count == 0)
        {
            complaints.Required(where);
            return;
        }

        for (var i = 0; i < resources.Count; i++)
        {
            if (resources[i].Length == 0)
            {
                complaints.Required(where.Index(i));
            }
            else if (resources[i].StartsWith("*/", StringComparison.Ordinal) is false && Covering(resources, i) is { } covering)
            {
                complaints.Invalid(where.Index(i), resources[i], $"if '{covering}' is present, must not specify {resources[i]}");
            }
        }

        if (resources.Count > 1 && resources.Contains("*/*"))
        {
            complaints.Invalid(where, new JsonArray([.. resources.Select(each => (JsonNode?)each)]), "if '*/*' is present, must not specify other resources");
        }
    }

    /// <summary>Another entry that says the same and more, or null.</summary>
    private static string? Covering(List<string> resources, int index)
    {
        var parts = resources[index].Split('/', 2);
        if (parts.Length == 1)
        {
            return parts[0] != "*" && resources.Contains("*") ? "*" : null;
        }

        return parts[1] != "*" && resources.Contains($"{parts[0]}/*") ? $"{parts[0]}/*"
            : resources.Contains($"*/{parts[1]}") ? $"*/{parts[1]}"
            : null;
    }
}
