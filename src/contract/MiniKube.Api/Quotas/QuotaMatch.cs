using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MiniKube.Api.Quotas;

/// <summary>Whether a ResourceQuota is about objects of a resource, and which. Pure.</summary>
public static class QuotaMatch
{
    /// <summary>The names of a quota's bounds that objects of the evaluator's resource use.</summary>
    public static ImmutableArray<string> Names(IQuotaEvaluator evaluator, ResourceAmounts hard) => [.. hard.Names.Where(evaluator.Counts)];

    /// <summary>An object is one that the quota counts: all its scopes are about it.</summary>
    public static bool IsAbout(IQuotaEvaluator evaluator, ImmutableArray<QuotaScope> scopes, JsonObject tree) =>
        scopes.All(scope => evaluator.Matches(scope, tree));
}
