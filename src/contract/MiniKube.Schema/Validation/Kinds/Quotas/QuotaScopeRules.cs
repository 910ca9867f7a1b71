using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Quotas;

/// <summary>Which objects a ResourceQuota counts: its scopes, and whether they fit what it bounds.</summary>
internal static class QuotaScopeRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] Pods = ["pods"];
    private static readonly string[] PodsAndCompute = ["pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
    private static readonly string[] ExistsOnly = ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"];
    private static readonly (string One, string Other)[] Opposites = [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")];

    public static void Check(JsonObject? spec, Complaints complaints)
    {
        var names = (spec.Object("hard") ?? []).Select(each => each.Key).ToList();
        var scopes = spec.Items("scopes").Select(each => each.AsText ?? "").ToList();
        CheckScopes(scopes, names, spec.Member("scopes"), Spec.Child("scopes"), isSelector: false, complaints);
        var where = Spec.Child("scopeSelector", "matchExpressions");
        var expressions = spec.Object("scopeSelector").Objects("matchExpressions").ToList();
        for (var i = 0; i < expressions.Count; i++)
        {
            // Upstream tells of each at the place of the list.
            CheckExpression(expressions[i], where, complaints);
        }

        CheckScopes([.. expressions.Select(each => each.Text("scopeName") ?? "")], names, spec.Member("scopeSelector"), where, isSelector: true, complaints);
    }

    public static void CheckUpdate(JsonObject? updated, JsonObject? old, Complaints complaints)
    {
        if (!updated.Items("scopes").Select(each => each.AsText).ToHashSet().SetEquals(old.Items("scopes").Select(each => each.AsText)))
        {
            complaints.Invalid(Spec.Child("scopes"), updated.Member("scopes"), "field is immutable");
        }
    }

    private static void CheckScopes(List<string> scopes, List<string> names, JsonNode? written, FieldLocation where, bool isSelector, Complaints complaints)
    {
        foreach (var scope in scopes)
        {
            if (Fits(scope, "pods") is null)
            {
                complaints.Invalid(isSelector ? where.Child("scopeName") : where, isSelector ? scope : written, "unsupported scope");
                continue;
            }

            for (var i = names.Count(name => ResourceNames.IsOfQuotas(name) && Fits(scope, name) == false); i > 0; i--)
            {
                complaints.Invalid(where, written, "unsupported scope applied to resource");
            }
        }

        if (Opposites.Any(pair => scopes.Contains(pair.One) && scopes.Contains(pair.Other)))
        {
            complaints.Invalid(where, written, "conflicting scopes");
        }
    }

    /// <summary>Whether a scope can be about what a name counts; null for a word that is no scope.</summary>
    private static bool? Fits(string scope, string name) => scope switch
    {
        "BestEffort" => Pods.Contains(name),
        "NotBestEffort" or "Terminating" or "NotTerminating" or "PriorityClass" or "CrossNamespacePodAffinity" => PodsAndCompute.Contains(name),
        "VolumeAttributesClass" => name is "persistentvolumeclaims" or "requests.storage" || name.Contains(".storageclass.storage.k8s.io/", StringComparison.Ordinal),
        _ => null,
    };

    private static void CheckExpression(JsonObject expression, FieldLocation where, Complaints complaints)
    {
        var (scope, word) = (expression.Text("scopeName") ?? "", expression.Text("operator") ?? "");
        var hasValues = expression.Items("values").Any();
        switch (word)
        {
            case "In" or "NotIn" when !hasValues:
                complaints.Required(where.Child("values"), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                break;
            case "Exists" or "DoesNotExist" when hasValues:
                complaints.Invalid(where.Child("values"), expression.Member("values"), "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                complaints.Invalid(where.Child("operator"), word, "not a valid selector operator");
                break;
        }

        if (ExistsOnly.Contains(scope) && word != "Exists")
        {
            complaints.Invalid(
                where.Child("operator"),
                word,
                "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
        }
    }
}
