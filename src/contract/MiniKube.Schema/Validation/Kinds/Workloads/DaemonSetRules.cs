using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

internal static class DaemonSetRules
{
    public static void Check(JsonObject daemonSet, Complaints complaints)
    {
        WorkloadRules.Check(daemonSet, "DaemonSet", complaints);
        var strategy = daemonSet.At("spec", "updateStrategy");
        if (strategy.Text("type") != "RollingUpdate")
        {
            return;
        }

        var where = WorkloadRules.Spec.Child("updateStrategy", "rollingUpdate");
        if (strategy.Object("rollingUpdate") is not { } rolling)
        {
            complaints.Required(where);
            return;
        }

        NumberRules.CountOrPercent(rolling.Member("maxUnavailable"), where.Child("maxUnavailable"), complaints);
        NumberRules.CountOrPercent(rolling.Member("maxSurge"), where.Child("maxSurge"), complaints);
        NumberRules.NotOver100Percent(rolling.Member("maxUnavailable"), where.Child("maxUnavailable"), complaints);
        NumberRules.NotOver100Percent(rolling.Member("maxSurge"), where.Child("maxSurge"), complaints);
        switch (WorkloadRules.IsZero(rolling.Member("maxUnavailable")), WorkloadRules.IsZero(rolling.Member("maxSurge")))
        {
            case (true, true):
                complaints.Required(where.Child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
                break;
            case (false, false):
                complaints.Invalid(where.Child("maxSurge"), rolling.Member("maxSurge"), "may not be set when maxUnavailable is non-zero");
                break;
            default:
                break;
        }
    }
}
