using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Batch;

/// <summary>What a Job does about a pod that failed, by its exit codes or its conditions.</summary>
internal static class FailurePolicyRules
{
    private const int RulesMax = 20;
    private const int ExitCodesMax = 255;
    private const int ConditionsMax = 20;

    /// <param name="job">The spec that the policy is a part of.</param>
    /// <param name="spec">The place of the spec.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject job, FieldLocation spec, Complaints complaints)
    {
        if (job.Object("podFailurePolicy") is not { } policy)
        {
            return;
        }

        // A pod that is to be looked at has to have failed first.
        if (job.Text("podReplacementPolicy") == "TerminatingOrFailed")
        {
            complaints.NotSupported(spec.Child("podReplacementPolicy"), "TerminatingOrFailed", ["Failed"]);
        }

        var where = spec.Child("podFailurePolicy");
        if (policy.List("rules") is not { } rules)
        {
            return;
        }

        if (rules.Count > RulesMax)
        {
            complaints.TooMany(where.Child("rules"), rules.Count, RulesMax);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is JsonObject rule)
            {
                Rule(rule, job, where.Child("rules").Index(i), complaints);
            }
        }
    }

    private static void Rule(JsonObject rule, JsonObject job, FieldLocation where, Complaints complaints)
    {
        var action = rule.Text("action") ?? "";
        if (action.Length == 0)
        {
            complaints.Required(where.Child("action"), "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
        }
        else if (action == "FailIndex" && !job.Has("backoffLimitPerIndex"))
        {
            complaints.Invalid(where.Child("action"), action, "requires the backoffLimitPerIndex to be set");
        }

        var codes = rule.Object("onExitCodes");
        var conditions = rule.List("onPodConditions") is { Count: > 0 } some ? some : null;
        if (codes is not null)
        {
            ExitCodes(codes, job, where.Child("onExitCodes"), complaints);
        }

        if (conditions is not null)
        {
            Conditions(conditions, where.Child("onPodConditions"), complaints);
        }

        if (codes is null == conditions is null)
        {
            complaints.InvalidAsAWhole(
                where,
                codes is null ? "specifying one of OnExitCodes and OnPodConditions is required" : "specifying both OnExitCodes and OnPodConditions is not supported");
        }
    }

    private static void ExitCodes(JsonObject codes, JsonObject job, FieldLocation where, Complaints complaints)
    {
        if (codes.Text("operator") is null or "")
        {
            complaints.Required(where.Child("operator"), "valid values: [\"In\" \"NotIn\"]");
        }

        if (codes.Text("containerName") is { } container && !HasContainer(job.At("template", "spec"), container))
        {
            complaints.Invalid(where.Child("containerName"), container, "must be one of the container or initContainer names in the pod template");
        }

        var values = codes.List("values") ?? [];
        if (values.Count == 0)
        {
            complaints.Invalid(where.Child("values"), values.DeepClone(), "at least one value is required");
        }
        else if (values.Count > ExitCodesMax)
        {
            complaints.TooMany(where.Child("values"), values.Count, ExitCodesMax);
        }

        Values(values, codes.Text("operator") == "In", where.Child("values"), complaints);
    }

    private static void Values(JsonArray values, bool isIn, FieldLocation where, Complaints complaints)
    {
        var isOrdered = true;
        for (var i = 0; i < values.Count; i++)
        {
            var code = values[i].AsInteger ?? 0;
            if (isIn && code == 0)
            {
                complaints.Invalid(where.Index(i), code, "must not be 0 for the In operator");
            }

            // There are few of them, and they ought to be in order.
            for (var j = 0; j < i; j++)
            {
                if (values[j].AsInteger == code)
                {
                    complaints.Duplicate(where.Index(i), code);
                    break;
                }
            }

            isOrdered &= i == 0 || values[i - 1].AsInteger <= code;
        }

        if (!isOrdered)
        {
            complaints.Invalid(where, values, "must be ordered");
        }
    }

    private static bool HasContainer(JsonObject? pod, string name)
    {
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            var containers = pod.List(list);
            for (var i = 0; i < (containers?.Count ?? 0); i++)
            {
                if ((containers![i] as JsonObject).Text("name") == name)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Conditions(JsonArray patterns, FieldLocation where, Complaints complaints)
    {
        if (patterns.Count > ConditionsMax)
        {
            complaints.TooMany(where, patterns.Count, ConditionsMax);
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            var pattern = patterns[i] as JsonObject;
            FieldRules.Text(pattern, "type", where.Index(i), complaints, NameRules.QualifiedName);
            if (pattern.Text("status") is { Length: > 0 } status and not ("True" or "False" or "Unknown"))
            {
                complaints.NotSupported(where.Index(i).Child("status"), status, ["False", "True", "Unknown"]);
            }
        }
    }
}
