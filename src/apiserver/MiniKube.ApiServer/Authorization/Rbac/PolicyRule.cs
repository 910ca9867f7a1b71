using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>A rule of a role: verbs on resources of groups, perhaps by name, or verbs on paths.</summary>
internal sealed record PolicyRule(
    ImmutableArray<string> Verbs,
    ImmutableArray<string> Groups,
    ImmutableArray<string> Resources,
    ImmutableArray<string> Names,
    ImmutableArray<string> Paths)
{
    private const string Any = "*";

    public static PolicyRule Read(JsonObject rule) => new(
        [.. rule.Texts("verbs")],
        [.. rule.Texts("apiGroups")],
        [.. rule.Texts("resources")],
        [.. rule.Texts("resourceNames")],
        [.. rule.Texts("nonResourceURLs")]);

    public JsonObject Write()
    {
        var rule = new JsonObject();
        Put(rule, "apiGroups", Groups);
        Put(rule, "nonResourceURLs", Paths);
        Put(rule, "resourceNames", Names);
        Put(rule, "resources", Resources);
        rule["verbs"] = ObjectTree.ListOf(Verbs);
        return rule;
    }

    /// <summary>Allocates nothing.</summary>
    public bool Allows(AttributesRecord asked) => asked.IsResourceRequest
        ? Has(Verbs, asked.Verb) && Has(Groups, asked.Group) && HasResource(asked.Resource, asked.Subresource) && HasName(asked.Name)
        : Has(Verbs, asked.Verb) && HasPath(asked.Path);

    /// <summary>True when the pattern, which may end in <c>*</c>, stands for the path.</summary>
    public static bool PathMatches(string pattern, string path) =>
        pattern == path || (pattern.EndsWith('*') && path.AsSpan().StartsWith(pattern.AsSpan().TrimEnd('*'), StringComparison.Ordinal));

    private bool HasResource(string resource, string subresource)
    {
        foreach (var allowed in Resources)
        {
            if (allowed == Any
                || (subresource.Length == 0 && allowed == resource)
                || (subresource.Length > 0 && IsPart(allowed, resource, subresource)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>pods/log</c>, or <c>*/log</c> for the part of any resource.</summary>
    private static bool IsPart(string allowed, string resource, string subresource)
    {
        var slash = allowed.Length - subresource.Length - 1;
        if (slash < 1 || allowed[slash] != '/' || !allowed.EndsWith(subresource, StringComparison.Ordinal))
        {
            return false;
        }

        var parent = allowed.AsSpan(0, slash);
        return parent is Any || parent.SequenceEqual(resource);
    }

    private bool HasName(string name) => Names.IsEmpty || Names.Contains(name);

    private bool HasPath(string path)
    {
        foreach (var pattern in Paths)
        {
            if (PathMatches(pattern, path))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ImmutableArray<string> allowed, string value)
    {
        foreach (var one in allowed)
        {
            if (one == Any || one == value)
            {
                return true;
            }
        }

        return false;
    }

    private static void Put(JsonObject rule, string name, ImmutableArray<string> values)
    {
        if (!values.IsEmpty)
        {
            rule[name] = ObjectTree.ListOf(values);
        }
    }
}
