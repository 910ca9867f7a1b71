using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;

namespace MiniKube.Api.Quotas;

/// <summary>One condition of a quota on the objects that it counts.</summary>
/// <param name="Name">Terminating, NotTerminating, BestEffort, NotBestEffort, PriorityClass, CrossNamespacePodAffinity or VolumeAttributesClass.</param>
/// <param name="Operator">In, NotIn, Exists or DoesNotExist.</param>
/// <param name="Values">For In and NotIn.</param>
public sealed record QuotaScope(string Name, LabelOperator Operator, ImmutableArray<string> Values)
{
    /// <summary>Both ways in which a quota says its scopes; all must hold.</summary>
    public static ImmutableArray<QuotaScope> Read(JsonObject? spec)
    {
        var plain = (spec?["scopes"] as JsonArray ?? []).Select(scope => new QuotaScope(scope.Word, LabelOperator.Exists, []));
        var selected = (spec?["scopeSelector"]?["matchExpressions"] as JsonArray ?? []).OfType<JsonObject>().Select(Read1);
        return [.. plain, .. selected];

        static QuotaScope Read1(JsonObject expression) => new(
            expression["scopeName"].Word,
            Enum.TryParse<LabelOperator>(expression["operator"].Word, out var known) ? known : LabelOperator.Exists,
            [.. (expression["values"] as JsonArray ?? []).Select(value => value.Word)]);
    }

    /// <summary>Whether one of these words, of which an object has none or several, is what the scope asks for.</summary>
    public bool Matches(params ReadOnlySpan<string> words)
    {
        var has = false;
        foreach (var word in words)
        {
            has |= word.Length > 0 && (Operator is LabelOperator.Exists or LabelOperator.DoesNotExist || Values.Contains(word));
        }

        return has == (Operator is LabelOperator.In or LabelOperator.Exists);
    }
}
