using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Audit;

/// <summary>An <c>audit.k8s.io/v1</c> Policy: the first rule that matches decides; what none matches is not recorded. Pure.</summary>
internal sealed class AuditPolicy
{
    private readonly ImmutableArray<(AuditRule Rule, AuditDecision Decision)> _rules;

    public AuditPolicy(ImmutableArray<AuditRule> rules, ImmutableArray<AuditStage> omitStages = default, bool omitManagedFields = false) =>
        _rules = [.. rules.Select(rule => (rule, DecisionOf(rule, omitStages.IsDefault ? [] : omitStages, omitManagedFields)))];

    /// <param name="user">Who asks; null for somebody whose credentials were refused.</param>
    /// <param name="request">For what.</param>
    public AuditDecision Decide(UserInfo? user, RequestInfo request)
    {
        foreach (var (rule, decision) in _rules)
        {
            if (rule.Matches(user, request))
            {
                return decision;
            }
        }

        return AuditDecision.Nothing;
    }

    private static AuditDecision DecisionOf(AuditRule rule, ImmutableArray<AuditStage> omitStages, bool omitManagedFields) =>
        new(rule.Level, [.. omitStages.Union(rule.OmitStages)], rule.OmitManagedFields ?? omitManagedFields);
}
