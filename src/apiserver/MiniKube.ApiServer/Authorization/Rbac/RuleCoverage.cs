using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>Tells whether somebody holds every right that a role would give. Pure.</summary>
internal static class RuleCoverage
{
    /// <summary>The rights of the wanted rules that the owner's do not cover; none when all are.</summary>
    public static IReadOnlyList<PolicyRule> Missing(IReadOnlyList<PolicyRule> owner, IEnumerable<PolicyRule> wanted) =>
        [.. wanted.SelectMany(Single).Where(right => !owner.Any(rule => Covers(rule, right)))];

    /// <summary>Upstream's list of missing rights: a line each, verbs of one resource together.</summary>
    public static string Describe(IReadOnlyList<PolicyRule> missing) => string.Join('\n', Compact(missing).Select(Text).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Each right of a rule by itself: one verb on one thing.</summary>
    private static IEnumerable<PolicyRule> Single(PolicyRule rule)
    {
        foreach (var verb in rule.Verbs)
        {
            foreach (var path in rule.Paths)
            {
                yield return new PolicyRule([verb], [], [], [], [path]);
            }

            foreach (var group in rule.Groups)
            {
                foreach (var resource in rule.Resources)
                {
                    foreach (var name in rule.Names.IsEmpty ? [""] : rule.Names)
                    {
                        yield return new PolicyRule([verb], [group], [resource], rule.Names.IsEmpty ? [] : [name], []);
                    }
                }
            }
        }
    }

    private static bool Covers(PolicyRule owner, PolicyRule right)
    {
        if (!Has(owner.Verbs, right.Verbs[0]))
        {
            return false;
        }

        if (right.Paths is [var path])
        {
            return owner.Paths.Any(pattern => PolicyRule.PathMatches(pattern, path));
        }

        return Has(owner.Groups, right.Groups[0])
            && HasResource(owner.Resources, right.Resources[0])
            && (owner.Names.IsEmpty || (right.Names is [var name] && owner.Names.Contains(name)));
    }

    private static bool HasResource(ImmutableArray<string> allowed, string resource)
    {
        if (Has(allowed, resource))
        {
            return true;
        }

        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && allowed.Contains(string.Concat("*", resource.AsSpan(slash)));
    }

    private static bool Has(ImmutableArray<string> allowed, string value) => allowed.Contains("*") || allowed.Contains(value);

    private static IEnumerable<PolicyRule> Compact(IReadOnlyList<PolicyRule> rights) => rights
        .GroupBy(right => (
            Path: right.Paths.IsEmpty ? null : right.Paths[0],
            Group: right.Groups.IsEmpty ? null : right.Groups[0],
            Resource: right.Resources.IsEmpty ? null : right.Resources[0],
            Name: right.Names.IsEmpty ? null : right.Names[0]))
        .Select(same => same.First() with { Verbs = [.. same.Select(right => right.Verbs[0]).Distinct()] });

    private static string Text(PolicyRule rule)
    {
        (string Name, ImmutableArray<string> Values)[] parts =
        [
            ("APIGroups", rule.Groups),
            ("Resources", rule.Resources),
            ("NonResourceURLs", rule.Paths),
            ("ResourceNames", rule.Names),
            ("Verbs", rule.Verbs),
        ];
        return $"{{{string.Join(", ", parts.Where(part => !part.Values.IsEmpty).Select(part => $"{part.Name}:{Quoted(part.Values)}"))}}}";
    }

    /// <summary>As upstream prints a list of texts: <c>["a" "b"]</c>.</summary>
    public static string Quoted(IEnumerable<string> values) => $"[{string.Join(' ', values.Select(value => $"\"{value}\""))}]";
}
