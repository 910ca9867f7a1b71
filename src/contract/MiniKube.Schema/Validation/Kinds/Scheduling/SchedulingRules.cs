using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Scheduling;

/// <summary>Where a pod may go: affinity, tolerations, spread.</summary>
internal static class SchedulingRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    public static void Check(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var tolerations = spec.List("tolerations");
        for (var i = 0; i < tolerations?.Count; i++)
        {
            if (tolerations[i] is JsonObject toleration)
            {
                Toleration(toleration, where, i, complaints);
            }
        }

        if (spec.List("topologySpreadConstraints") is { Count: > 0 } constraints)
        {
            SpreadRules.Check(constraints, where.Child("topologySpreadConstraints"), complaints);
        }

        if (spec.Object("affinity") is { Count: > 0 } affinity)
        {
            NodeAffinity(affinity.Object("nodeAffinity"), where.Child("affinity", "nodeAffinity"), complaints);
            PodAffinity(affinity.Object("podAffinity"), where.Child("affinity", "podAffinity"), complaints);
            PodAffinity(affinity.Object("podAntiAffinity"), where.Child("affinity", "podAntiAffinity"), complaints);
        }
    }

    private static void Toleration(JsonObject toleration, FieldLocation spec, int index, Complaints complaints)
    {
        var (key, word, value) = (toleration.Text("key") ?? "", toleration.Text("operator") ?? "", toleration.Text("value") ?? "");
        if (key.Length > 0 && NameRules.QualifiedName(key) is { IsEmpty: false } whys)
        {
            complaints.Invalid(At("key"), key, whys);
        }
        else if (key.Length == 0 && word != "Exists")
        {
            complaints.Invalid(At("operator"), word, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (toleration.Has("tolerationSeconds") && toleration.Text("effect") != "NoExecute")
        {
            complaints.Invalid(At("effect"), toleration.Text("effect") ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }

        if (word == "Exists" && value.Length > 0)
        {
            complaints.Invalid(At("operator"), value, "value must be empty when `operator` is 'Exists'");
        }
        else if (word is "Equal" or "" && NameRules.LabelValue(value) is { IsEmpty: false } wrongs)
        {
            complaints.Invalid(At("operator"), value, string.Join(';', wrongs));
        }

        FieldLocation At(string field) => spec.Child("tolerations").Index(index).Child(field);
    }

    private static void NodeAffinity(JsonObject? affinity, FieldLocation where, Complaints complaints)
    {
        NodeSelectorRules.Check(affinity.Object(Required), where.Child(Required), complaints);
        var terms = affinity.List(Preferred);
        for (var i = 0; i < terms?.Count; i++)
        {
            if (terms[i] is JsonObject term)
            {
                // A value that no label can have is no mistake of a wish.
                var at = where.Child(Preferred).Index(i);
                Weight(term, at, complaints);
                NodeSelectorRules.CheckTerm(term.Object("preference"), at.Child("preference"), complaints, hasValues: false);
            }
        }
    }

    private static void PodAffinity(JsonObject? affinity, FieldLocation where, Complaints complaints)
    {
        var terms = affinity.List(Required);
        for (var i = 0; i < terms?.Count; i++)
        {
            if (terms[i] is JsonObject term)
            {
                PodTerm(term, where.Child(Required).Index(i), complaints);
            }
        }

        terms = affinity.List(Preferred);
        for (var i = 0; i < terms?.Count; i++)
        {
            if (terms[i] is JsonObject term)
            {
                var at = where.Child(Preferred).Index(i);
                Weight(term, at, complaints);
                PodTerm(term.Object("podAffinityTerm"), at.Child("podAffinityTerm"), complaints);
            }
        }
    }

    private static void PodTerm(JsonObject? term, FieldLocation where, Complaints complaints)
    {
        if (term is null)
        {
            return;
        }

        _ = SelectorRules.Check(term.Object("labelSelector"), where.Child("labelSelector"), complaints);
        _ = SelectorRules.Check(term.Object("namespaceSelector"), where.Child("namespaceSelector"), complaints);
        var namespaces = term.List("namespaces");
        for (var i = 0; i < namespaces?.Count; i++)
        {
            if (NameRules.DnsLabel(namespaces[i].AsText ?? "") is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child("namespace"), namespaces[i], whys);
            }
        }

        MatchKeyRules.CheckTerm(term, where, complaints);
        var key = term.Text("topologyKey") ?? "";
        if (key.Length == 0)
        {
            complaints.Required(where.Child("topologyKey"), "can not be empty");
        }

        if (NameRules.QualifiedName(key) is { IsEmpty: false } wrongs)
        {
            complaints.Invalid(where.Child("topologyKey"), key, wrongs);
        }
    }

    private static void Weight(JsonObject preferred, FieldLocation where, Complaints complaints)
    {
        if (preferred.Integer("weight") is null or < 1 or > 100)
        {
            complaints.Invalid(where.Child("weight"), preferred.Member("weight") ?? 0, "must be in the range 1-100");
        }
    }
}
