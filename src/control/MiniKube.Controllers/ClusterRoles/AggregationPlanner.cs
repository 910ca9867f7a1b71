using k8s.Models;
using MiniKube.Api.Selectors;

namespace MiniKube.Controllers.ClusterRoles;

/// <summary>Says which rules an aggregated ClusterRole has: those of all roles that one of its selectors matches, by the roles' names, each once.</summary>
internal static class AggregationPlanner
{
    /// <summary>The rules that the role shall have; null when it has them already, or takes none from others.</summary>
    public static IReadOnlyList<V1PolicyRule>? Plan(V1ClusterRole role, IEnumerable<V1ClusterRole> all)
    {
        if (role.AggregationRule?.ClusterRoleSelectors is not { Count: > 0 } selectors)
        {
            return null;
        }

        var matchers = selectors.Select(Selector).ToList();
        var rules = all
            .Where(one => one.Metadata.Name != role.Metadata.Name)
            .Where(one => matchers.Exists(matcher => matcher.Matches(one.Metadata.Labels ?? new Dictionary<string, string>())))
            .OrderBy(one => one.Metadata.Name, StringComparer.Ordinal)
            .SelectMany(one => one.Rules ?? [])
            .DistinctBy(Identity)
            .ToList();
        return (role.Rules ?? []).Select(Identity).SequenceEqual(rules.Select(Identity)) ? null : rules;
    }

    private static LabelSelector Selector(V1LabelSelector selector) => LabelSelector.From(selector);

    private static string Identity(V1PolicyRule rule) => string.Join(
        '\u0001',
        ((IEnumerable<IList<string>?>)[rule.Verbs, rule.ApiGroups, rule.Resources, rule.ResourceNames, rule.NonResourceURLs])
            .Select(values => string.Join('\u0002', values ?? [])));
}
