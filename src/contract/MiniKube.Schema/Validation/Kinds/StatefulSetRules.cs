using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

internal static class StatefulSetRules
{
    private static readonly string[] Changeable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    public static void Check(JsonObject statefulSet, Complaints complaints)
    {
        WorkloadRules.Check(statefulSet, "statefulset", complaints);
        var spec = statefulSet.Object("spec") ?? [];
        if (spec.Text("podManagementPolicy") is { Length: > 0 } management and not ("OrderedReady" or "Parallel"))
        {
            complaints.Invalid(WorkloadRules.Spec.Child("podManagementPolicy"), management, "must be 'OrderedReady' or 'Parallel'");
        }

        if (spec.Object("updateStrategy").Text("type") is { Length: > 0 } strategy and not ("RollingUpdate" or "OnDelete"))
        {
            complaints.Invalid(WorkloadRules.Spec.Child("updateStrategy"), strategy, "must be 'RollingUpdate' or 'OnDelete'");
        }

        NumberRules.NonNegative(spec.Object("ordinals"), WorkloadRules.Spec.Child("ordinals"), complaints, "start");
        var rolling = spec.At("updateStrategy", "rollingUpdate");
        var where = WorkloadRules.Spec.Child("updateStrategy", "rollingUpdate");
        if (rolling is not null && spec.Object("updateStrategy").Text("type") == "OnDelete")
        {
            complaints.Invalid(where, rolling, "only allowed for updateStrategy 'RollingUpdate'");
        }

        NumberRules.NonNegative(rolling, where, complaints, "partition");
        NumberRules.CountOrPercent(rolling.Member("maxUnavailable"), where.Child("maxUnavailable"), complaints);
        foreach (var when in new[] { "whenDeleted", "whenScaled" })
        {
            if (spec.Object("persistentVolumeClaimRetentionPolicy").Text(when) is { Length: > 0 } policy and not ("Retain" or "Delete"))
            {
                complaints.NotSupported(WorkloadRules.Spec.Child("persistentVolumeClaimRetentionPolicy", when), policy, ["Retain", "Delete"]);
            }
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        if (!JsonEquality.AreEqual(updated.Object("spec") ?? [], old.Object("spec") ?? [], Changeable))
        {
            complaints.Forbidden(
                WorkloadRules.Spec,
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }
}
