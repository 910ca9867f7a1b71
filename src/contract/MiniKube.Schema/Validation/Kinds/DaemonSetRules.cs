using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

internal static class DaemonSetRules
{
    public static void Check(JsonObject daemonSet, Complaints complaints)
    {
        WorkloadRules.Check(daemonSet, "daemonset", complaints);
        var where = WorkloadRules.Spec.Child("updateStrategy", "rollingUpdate");
        if (daemonSet.At("spec", "updateStrategy", "rollingUpdate") is not { } rolling)
        {
            return;
        }

        NumberRules.CountOrPercent(rolling.Member("maxUnavailable"), where.Child("maxUnavailable"), complaints);
        NumberRules.CountOrPercent(rolling.Member("maxSurge"), where.Child("maxSurge"), complaints);
        NumberRules.NotOver100Percent(rolling.Member("maxUnavailable"), where.Child("maxUnavailable"), complaints);
        NumberRules.NotOver100Percent(rolling.Member("maxSurge"), where.Child("maxSurge"), complaints);
        switch (WorkloadRules.IsZero(rolling.Member("maxUnavailable")), WorkloadRules.IsZero(rolling.Member("maxSurge")))
        {
            case (true, true):
                complaints.Invalid(where.Child("maxUnavailable"), rolling.Member("maxUnavailable"), "cannot be 0 when maxSurge is 0");
                break;
            case (false, false) when rolling.Has("maxSurge") && rolling.Has("maxUnavailable"):
                complaints.Invalid(where.Child("maxSurge"), rolling.Member("maxSurge"), "may not be set when maxUnavailable is non-zero");
                break;
            default:
                break;
        }
    }
}
