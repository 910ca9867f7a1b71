using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

/// <summary>PodDisruptionBudget.</summary>
internal static class DisruptionBudgetRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject budget, Complaints complaints)
    {
        var spec = budget.Object("spec") ?? [];
        if (spec.Has("minAvailable") && spec.Has("maxUnavailable"))
        {
            complaints.Invalid(Spec, spec, "minAvailable and maxUnavailable cannot be both set");
        }

        foreach (var name in new[] { "minAvailable", "maxUnavailable" })
        {
            NumberRules.CountOrPercent(spec.Member(name), Spec.Child(name), complaints);
            NumberRules.NotOver100Percent(spec.Member(name), Spec.Child(name), complaints);
        }

        _ = SelectorRules.Check(spec.Object("selector"), Spec.Child("selector"), complaints);
    }
}
