using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Containers;

namespace MiniKube.Schema.Validation.Kinds.Quotas;

/// <summary>ResourceQuota.</summary>
internal static class QuotaRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject quota, Complaints complaints)
    {
        var hard = quota.At("spec", "hard");
        for (var i = 0; i < hard?.Count; i++)
        {
            var (name, amount) = hard.GetAt(i);
            ResourceNames.CheckQuota(name, Spec.Child("hard"), complaints);
            ResourceRules.Amount(name, amount, Spec.Child("hard"), complaints);
        }

        QuotaScopeRules.Check(quota.Object("spec"), complaints);
    }
}
