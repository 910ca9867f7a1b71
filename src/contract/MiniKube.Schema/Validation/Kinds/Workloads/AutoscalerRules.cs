using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

/// <summary>HorizontalPodAutoscaler.</summary>
internal static class AutoscalerRules
{
    private const long WindowSecondsMax = 3600;
    private const long PeriodSecondsMax = 1800;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    /// <param name="autoscaler">The object.</param>
    /// <param name="old">As it was before an update: what already stands at zero may stay there.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject autoscaler, JsonObject? old, Complaints complaints)
    {
        var spec = autoscaler.Object("spec") ?? [];
        Replicas(spec, old?.Object("spec").Integer("minReplicas") == 0 ? 0 : 1, complaints);
        FieldRules.Reference(spec.Object("scaleTargetRef"), Spec.Child("scaleTargetRef"), complaints);

        // What the first version calls so is a metric of the second, and is told of as one.
        if (spec.Integer("targetCPUUtilizationPercentage") is < 1 and var percent)
        {
            complaints.Invalid(
                Spec.Child("metrics").Index(0).Child("resource", "target").Child("averageUtilization"), percent, "must be greater than 0");
        }

        Metrics(spec, complaints);
        if (spec.Object("behavior") is { } behavior)
        {
            Direction(behavior.Object("scaleUp"), "scaleUp", complaints);
            Direction(behavior.Object("scaleDown"), "scaleDown", complaints);
        }
    }

    private static void Replicas(JsonObject spec, long lowest, Complaints complaints)
    {
        var least = spec.Integer("minReplicas");
        if (least < lowest)
        {
            complaints.Invalid(Spec.Child("minReplicas"), least, $"must be greater than or equal to {lowest}");
        }

        var most = spec.Integer("maxReplicas") ?? 0;
        if (most < 1)
        {
            complaints.Invalid(Spec.Child("maxReplicas"), most, "must be greater than 0");
        }

        if (most < least)
        {
            complaints.Invalid(Spec.Child("maxReplicas"), most, "must be greater than or equal to `minReplicas`");
        }
    }

    private static void Metrics(JsonObject spec, Complaints complaints)
    {
        var metrics = spec.List("metrics");
        var isOfOutside = false;
        for (var i = 0; i < (metrics?.Count ?? 0); i++)
        {
            if (metrics![i] is JsonObject metric)
            {
                MetricRules.Check(metric, Spec.Child("metrics").Index(i), complaints);
                isOfOutside |= metric.Text("type") is "Object" or "External";
            }
        }

        if (spec.Integer("minReplicas") == 0 && !isOfOutside)
        {
            complaints.Forbidden(Spec.Child("metrics"), "must specify at least one Object or External metric to support scaling to zero replicas");
        }
    }

    private static void Direction(JsonObject? rules, string name, Complaints complaints)
    {
        if (rules is null)
        {
            return;
        }

        var where = Spec.Child("behavior", name);
        if (rules.Integer("stabilizationWindowSeconds") is < 0 or > WindowSecondsMax)
        {
            var seconds = rules.Integer("stabilizationWindowSeconds");
            complaints.Invalid(
                where.Child("stabilizationWindowSeconds"),
                seconds,
                seconds < 0 ? "must be greater than or equal to zero" : $"must be less than or equal to {WindowSecondsMax}");
        }

        var policies = rules.List("policies");
        if (policies is not { Count: > 0 })
        {
            complaints.Required(where.Child("policies"), "must specify at least one Policy");
            return;
        }

        for (var i = 0; i < policies.Count; i++)
        {
            if (policies[i] is JsonObject policy)
            {
                Policy(policy, where.Child("policies").Index(i), complaints);
            }
        }
    }

    private static void Policy(JsonObject policy, FieldLocation where, Complaints complaints)
    {
        foreach (var field in (ReadOnlySpan<string>)["value", "periodSeconds"])
        {
            if ((policy.Integer(field) ?? 0) is <= 0 and var number)
            {
                complaints.Invalid(where.Child(field), number, "must be greater than zero");
            }
        }

        if (policy.Integer("periodSeconds") is > PeriodSecondsMax and var seconds)
        {
            complaints.Invalid(where.Child("periodSeconds"), seconds, $"must be less than or equal to {PeriodSecondsMax}");
        }
    }
}
