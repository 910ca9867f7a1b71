using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Matching;

/// <summary>
/// Which writes a webhook or an admission policy is about: rules, exclusions, selectors of namespaces and of objects, read once. Immutable.
/// Whether what is written is exempt from all of it, <see cref="MatchSubject.IsExempt"/> says.
/// </summary>
internal sealed record MatchCriteria
{
    public required ImmutableArray<ResourceRule> Rules { get; init; }

    public ImmutableArray<ResourceRule> Excluded { get; init; } = [];

    /// <summary>False: a rule for one version also asks for writes of another version of the same objects (<c>matchPolicy: Equivalent</c>).</summary>
    public bool IsExact { get; init; }

    public LabelSelector Namespaces { get; init; } = LabelSelector.Everything;

    public LabelSelector Objects { get; init; } = LabelSelector.Everything;

    /// <summary>No rules mean every write; of webhooks they mean none.</summary>
    public bool IsOpenWithoutRules { get; init; }

    /// <param name="webhook">An entry of <c>webhooks</c>.</param>
    /// <exception cref="FormatException">A selector is malformed.</exception>
    public static MatchCriteria OfWebhook(JsonObject webhook) => Read(webhook, "rules");

    /// <param name="matchResources"><c>matchConstraints</c> of a policy or <c>matchResources</c> of a binding; null for every write.</param>
    /// <exception cref="FormatException">A selector is malformed.</exception>
    public static MatchCriteria OfPolicy(JsonObject? matchResources) => Read(matchResources, "resourceRules") with
    {
        Excluded = [.. matchResources.Objects("excludeResourceRules").Select(ResourceRule.Read)],
        IsOpenWithoutRules = true,
    };

    /// <summary>In which version the criteria are about the write; null when they are not.</summary>
    /// <exception cref="Api.Errors.ApiException">404: a namespace selector has to be asked, and the namespace is not there.</exception>
    public ValueTask<MatchedResource?> MatchAsync(MatchSubject subject, CancellationToken cancellationToken)
    {
        var matched = MatchRules(subject);
        if (matched is null || !MatchesObject(subject.Admission))
        {
            return new((MatchedResource?)null);
        }

        // What lies in no namespace is not exempt by namespaces; a Namespace itself can be.
        return Namespaces.IsEverything || (subject.IsClusterScoped && !subject.Admission.IsNamespaceObject)
            ? new(matched)
            : MatchNamespaceAsync(subject, matched, cancellationToken);
    }

    private static MatchCriteria Read(JsonObject? match, string rules) => new()
    {
        Rules = [.. match.Objects(rules).Select(ResourceRule.Read)],
        IsExact = match.Text("matchPolicy") == "Exact",
        Namespaces = Selector(match.Child("namespaceSelector")),
        Objects = Selector(match.Child("objectSelector")),
    };

    private static LabelSelector Selector(JsonObject? selector) => selector is null ? LabelSelector.Everything : LabelSelector.FromJson(selector);

    private static MatchedResource OwnOf(MatchSubject subject) => new(subject.Admission.Request.Resource, subject.Admission.Kind);

    private async ValueTask<MatchedResource?> MatchNamespaceAsync(MatchSubject subject, MatchedResource matched, CancellationToken cancellationToken) =>
        Namespaces.Matches(await subject.NamespaceLabelsAsync(cancellationToken)) ? matched : null;

    private MatchedResource? MatchRules(MatchSubject subject)
    {
        if (!Excluded.IsEmpty && MatchAny(Excluded, subject) is not null)
        {
            return null;
        }

        return Rules.IsEmpty && IsOpenWithoutRules ? OwnOf(subject) : MatchAny(Rules, subject);
    }

    private MatchedResource? MatchAny(ImmutableArray<ResourceRule> rules, MatchSubject subject)
    {
        var own = subject.Admission.Request.Resource;
        foreach (var rule in rules)
        {
            if (rule.Matches(subject, own.Definition.Resource))
            {
                return OwnOf(subject);
            }
        }

        return IsExact ? null : MatchEquivalent(rules, subject, own);
    }

    /// <summary>Earlier rules come first, then earlier versions.</summary>
    private static MatchedResource? MatchEquivalent(ImmutableArray<ResourceRule> rules, MatchSubject subject, ServedResource own)
    {
        if (subject.Equivalents is not { Length: > 1 } equivalents)
        {
            return null;
        }

        foreach (var rule in rules)
        {
            foreach (var other in equivalents)
            {
                if (other != own
                    && other.KindOf(subject.Admission.Request.Subresource) is { } kind
                    && rule.Matches(subject, other.Definition.Resource))
                {
                    return new MatchedResource(other, kind);
                }
            }
        }

        return null;
    }

    private bool MatchesObject(AdmissionRequest admission) => Objects.IsEverything
        || (admission.Object is { } written && HasLabels(written))
        || (admission.Existing is { } existing && HasLabels(existing));

    /// <summary>What has no metadata, such as the options of an exec, has no labels that could match.</summary>
    private bool HasLabels(JsonObject tree) => tree.Child("metadata") is not null && Objects.Matches(MatchSubject.LabelsOf(tree));
}
