using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Matching;

/// <summary>
/// One rule of a webhook or an admission policy, read once: operations × groups × versions × resources, within a scope. <c>*</c> among the
/// resources means all but their subresources, <c>*/*</c> those too, <c>pods/*</c> pods with theirs.
/// </summary>
internal sealed class ResourceRule
{
    private const string All = "*";

    private readonly ImmutableArray<string> _operations;
    private readonly ImmutableArray<string> _groups;
    private readonly ImmutableArray<string> _versions;
    private readonly ImmutableArray<(string Resource, string Subresource)> _resources;
    private readonly ImmutableArray<string> _names;
    private readonly RuleScope _scope;

    private ResourceRule(JsonObject rule)
    {
        _operations = [.. rule.Texts("operations")];
        _groups = [.. rule.Texts("apiGroups")];
        _versions = [.. rule.Texts("apiVersions")];
        _resources = [.. rule.Texts("resources").Select(Split)];
        _names = [.. rule.Texts("resourceNames")];
        _scope = rule.Text("scope") switch
        {
            "Cluster" => RuleScope.Cluster,
            "Namespaced" => RuleScope.Namespaced,
            _ => RuleScope.Any,
        };
    }

    public static ResourceRule Read(JsonObject rule) => new(rule);

    /// <param name="subject">What is written.</param>
    /// <param name="resource">In the version that is held against the rule.</param>
    public bool Matches(MatchSubject subject, GroupVersionResource resource) =>
        Has(_operations, subject.Operation)
        && Has(_groups, resource.Group)
        && Has(_versions, resource.Version)
        && MatchesResource(resource.Resource, subject.Admission.Request.Subresource)
        && (_scope == RuleScope.Any || _scope == RuleScope.Cluster == subject.IsClusterScoped)
        && (_names.IsEmpty || _names.Contains(subject.Admission.Name));

    private static bool Has(ImmutableArray<string> words, string word) => words.Contains(word) || words.Contains(All);

    private static (string Resource, string Subresource) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
    }

    private bool MatchesResource(string asked, string askedSubresource)
    {
        foreach (var (resource, subresource) in _resources)
        {
            if ((resource == All || resource == asked) && (subresource == All || subresource == askedSubresource))
            {
                return true;
            }
        }

        return false;
    }
}
