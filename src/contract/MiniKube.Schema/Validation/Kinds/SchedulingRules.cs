using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Where a pod may go: affinity, tolerations, spread.</summary>
internal static class SchedulingRules
{
    private static readonly string[] NumberOperators = ["Gt", "Lt"];

    public static void Check(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var toleration in spec.Objects("tolerations"))
        {
            Toleration(toleration, where.Child("tolerations").Index(index++), complaints);
        }

        Spread(spec, where.Child("topologySpreadConstraints"), complaints);
        NodeAffinity(spec.At("affinity", "nodeAffinity"), where.Child("affinity", "nodeAffinity"), complaints);
        PodAffinity(spec.At("affinity", "podAffinity"), where.Child("affinity", "podAffinity"), complaints);
        PodAffinity(spec.At("affinity", "podAntiAffinity"), where.Child("affinity", "podAntiAffinity"), complaints);
    }

    public static void NodeSelector(JsonObject? selector, FieldLocation where, Complaints complaints)
    {
        if (selector is null)
        {
            return;
        }

        if (!selector.Items("nodeSelectorTerms").Any())
        {
            complaints.Required(where.Child("nodeSelectorTerms"), "must have at least one node selector term");
        }

        var index = 0;
        foreach (var term in selector.Objects("nodeSelectorTerms"))
        {
            Term(term, where.Child("nodeSelectorTerms").Index(index++), complaints);
        }
    }

    private static void Toleration(JsonObject toleration, FieldLocation where, Complaints complaints)
    {
        var key = toleration.Text("key") ?? "";
        if (key.Length > 0)
        {
            complaints.Invalid(where.Child("key"), key, NameRules.QualifiedName(key));
        }
        else if (toleration.Text("operator") != "Exists")
        {
            complaints.Invalid(where.Child("operator"), toleration.Text("operator") ?? "", "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (toleration.Has("tolerationSeconds") && toleration.Text("effect") != "NoExecute")
        {
            complaints.Invalid(where.Child("effect"), toleration.Text("effect") ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }

        if (toleration.Text("operator") == "Exists" && !string.IsNullOrEmpty(toleration.Text("value")))
        {
            complaints.Invalid(where.Child("operator"), toleration.Member("value"), "value must be empty when `operator` is 'Exists'");
        }
    }

    private static void Spread(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        var seen = new HashSet<(string?, string?)>();
        foreach (var constraint in spec.Objects("topologySpreadConstraints"))
        {
            var at = where.Index(index++);
            NumberRules.Positive(constraint, at, complaints, "maxSkew", "minDomains");
            _ = SelectorRules.Check(constraint.Object("labelSelector"), at.Child("labelSelector"), complaints);
            var (key, action) = (constraint.Text("topologyKey"), constraint.Text("whenUnsatisfiable"));
            if (!seen.Add((key, action)))
            {
                complaints.Duplicate(at.Child($"{{topologyKey, whenUnsatisfiable}}"), $"{{{key}, {action}}}");
            }

            if (constraint.Has("minDomains") && action != "DoNotSchedule")
            {
                complaints.Invalid(at.Child("minDomains"), constraint.Member("minDomains"), $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
            }
        }
    }

    private static void NodeAffinity(JsonObject? affinity, FieldLocation where, Complaints complaints)
    {
        NodeSelector(affinity.Object("requiredDuringSchedulingIgnoredDuringExecution"), where.Child("requiredDuringSchedulingIgnoredDuringExecution"), complaints);
        var index = 0;
        foreach (var preferred in affinity.Objects("preferredDuringSchedulingIgnoredDuringExecution"))
        {
            var at = where.Child("preferredDuringSchedulingIgnoredDuringExecution").Index(index++);
            Weight(preferred, at, complaints);
            Term(preferred.Object("preference"), at.Child("preference"), complaints);
        }
    }

    private static void Term(JsonObject? term, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var expression in term.Objects("matchExpressions"))
        {
            var at = where.Child("matchExpressions").Index(index++);
            var count = expression.Items("values").Count();
            switch (expression.Text("operator"))
            {
                case "In" or "NotIn" when count == 0:
                    complaints.Required(at.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist" when count > 0:
                    complaints.Forbidden(at.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                case { } word when NumberOperators.Contains(word) && count != 1:
                    complaints.Required(at.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                    break;
                case null or "":
                    complaints.Invalid(at.Child("operator"), "", "not a valid selector operator");
                    break;
                default:
                    break;
            }

            if (expression.Text("key") is { Length: > 0 } key)
            {
                complaints.Invalid(at.Child("key"), key, NameRules.QualifiedName(key));
            }
        }
    }

    private static void PodAffinity(JsonObject? affinity, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var term in affinity.Objects("requiredDuringSchedulingIgnoredDuringExecution"))
        {
            PodTerm(term, where.Child("requiredDuringSchedulingIgnoredDuringExecution").Index(index++), complaints);
        }

        index = 0;
        foreach (var preferred in affinity.Objects("preferredDuringSchedulingIgnoredDuringExecution"))
        {
            var at = where.Child("preferredDuringSchedulingIgnoredDuringExecution").Index(index++);
            Weight(preferred, at, complaints);
            PodTerm(preferred.Object("podAffinityTerm"), at.Child("podAffinityTerm"), complaints);
        }
    }

    private static void PodTerm(JsonObject? term, FieldLocation where, Complaints complaints)
    {
        _ = SelectorRules.Check(term.Object("labelSelector"), where.Child("labelSelector"), complaints);
        if (term.Text("topologyKey") is { Length: > 0 } key)
        {
            complaints.Invalid(where.Child("topologyKey"), key, NameRules.QualifiedName(key));
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
