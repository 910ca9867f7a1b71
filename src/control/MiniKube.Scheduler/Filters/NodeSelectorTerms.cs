using k8s.Models;

namespace MiniKube.Scheduler.Filters;

/// <summary>Matches node selector terms: every requirement must hold; a term without requirements matches nothing.</summary>
internal static class NodeSelectorTerms
{
    public static bool Matches(V1NodeSelectorTerm term, V1Node node)
    {
        if (term.MatchExpressions is not { Count: > 0 } && term.MatchFields is not { Count: > 0 })
        {
            return false;
        }

        foreach (var requirement in term.MatchExpressions ?? [])
        {
            string? value = null;
            node.Metadata.Labels?.TryGetValue(requirement.Key, out value);
            if (!Holds(requirement, value))
            {
                return false;
            }
        }

        foreach (var requirement in term.MatchFields ?? [])
        {
            if (!Holds(requirement, requirement.Key == "metadata.name" ? node.Metadata.Name : null))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(V1NodeSelectorRequirement requirement, string? value) => requirement.OperatorProperty switch
    {
        "In" => value is not null && requirement.Values.Contains(value),
        "NotIn" => value is null || !requirement.Values.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Compare(value, requirement, out var order) && order > 0,
        "Lt" => Compare(value, requirement, out var order) && order < 0,
        _ => false,
    };

    private static bool Compare(string? value, V1NodeSelectorRequirement requirement, out int order)
    {
        order = 0;
        if (!long.TryParse(value, out var actual) || requirement.Values is not [var only] || !long.TryParse(only, out var bound))
        {
            return false;
        }

        order = actual.CompareTo(bound);
        return true;
    }
}
