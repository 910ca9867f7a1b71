using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

internal static class DeploymentRules
{
    public static void Check(JsonObject deployment, Complaints complaints)
    {
        WorkloadRules.Check(deployment, "ReplicaSet", complaints);
        var spec = deployment.Object("spec") ?? [];
        Strategy(spec.Object("strategy") ?? [], WorkloadRules.Spec.Child("strategy"), complaints);
        NumberRules.NonNegative(spec, WorkloadRules.Spec, complaints, "progressDeadlineSeconds");
        if (spec.Integer("progressDeadlineSeconds") is { } deadline && deadline <= (spec.Integer("minReadySeconds") ?? 0))
        {
            complaints.Invalid(WorkloadRules.Spec.Child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
        }
    }

    private static void Strategy(JsonObject strategy, FieldLocation where, Complaints complaints)
    {
        var rolling = strategy.Object("rollingUpdate");
        if (strategy.Text("type") == "Recreate" && rolling is not null)
        {
            complaints.Forbidden(where.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
            return;
        }

        if (rolling is null || strategy.Text("type") != "RollingUpdate")
        {
            return;
        }

        var at = where.Child("rollingUpdate");
        NumberRules.CountOrPercent(rolling.Member("maxUnavailable"), at.Child("maxUnavailable"), complaints);
        NumberRules.CountOrPercent(rolling.Member("maxSurge"), at.Child("maxSurge"), complaints);
        if (WorkloadRules.IsZero(rolling.Member("maxUnavailable")) && WorkloadRules.IsZero(rolling.Member("maxSurge")))
        {
            complaints.Invalid(at.Child("maxUnavailable"), rolling.Member("maxUnavailable"), "may not be 0 when `maxSurge` is 0");
        }

        NumberRules.NotOver100Percent(rolling.Member("maxUnavailable"), at.Child("maxUnavailable"), complaints);
    }
}
