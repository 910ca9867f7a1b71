using System.Text.Json.Nodes;
using MiniKube.Api.Quotas;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Quotas;

/// <summary>Holds one write against one quota. Pure.</summary>
internal static class QuotaCheck
{
    /// <param name="quota">The ResourceQuota.</param>
    /// <param name="evaluator">Of what is written.</param>
    /// <param name="written">The object as it will be stored.</param>
    /// <param name="delta">What it uses more than before; no zeros.</param>
    public static QuotaVerdict Run(JsonObject quota, IQuotaEvaluator evaluator, JsonObject written, ResourceAmounts delta)
    {
        var hard = ResourceAmounts.Read(quota.Child("status").Child("hard"));
        var names = QuotaMatch.Names(evaluator, hard);
        if (names.IsEmpty || !QuotaMatch.IsAbout(evaluator, QuotaScope.Read(quota.Child("spec")), written))
        {
            return QuotaVerdict.NotConcerned;
        }

        if (evaluator.Missing(names, written) is { } missing)
        {
            return new QuotaVerdict.Refused($"failed quota: {quota.Name}: {missing}");
        }

        var used = ResourceAmounts.Read(quota.Child("status").Child("used"));
        if (names.Any(name => used.Find(name) is null))
        {
            return new QuotaVerdict.Refused($"status unknown for quota: {quota.Name}, resources: {string.Join(',', names)}");
        }

        var requested = delta.Only(names);
        if (requested.IsEmpty)
        {
            return QuotaVerdict.NotConcerned;
        }

        var after = used.Plus(requested);
        var exceeded = after.Only(requested.Names).Above(hard);
        return exceeded.IsEmpty
            ? new QuotaVerdict.Charged(after)
            : new QuotaVerdict.Refused(
                $"exceeded quota: {quota.Name}, requested: {requested.Only(exceeded)}, used: {used.Only(exceeded)}, limited: {hard.Only(exceeded)}");
    }
}
