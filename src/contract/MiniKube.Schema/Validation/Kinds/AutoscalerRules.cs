using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>HorizontalPodAutoscaler.</summary>
internal static class AutoscalerRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject autoscaler, Complaints complaints)
    {
        var spec = autoscaler.Object("spec") ?? [];
        if (spec.Integer("minReplicas") is < 1 and var few)
        {
            complaints.Invalid(Spec.Child("minReplicas"), few, "must be greater than or equal to 1");
        }

        var most = spec.Integer("maxReplicas") ?? 0;
        if (most < 1)
        {
            complaints.Invalid(Spec.Child("maxReplicas"), most, "must be greater than 0");
        }
        else if (spec.Integer("minReplicas") is { } least && most < least)
        {
            complaints.Invalid(Spec.Child("maxReplicas"), most, "must be greater than or equal to `minReplicas`");
        }
    }
}
