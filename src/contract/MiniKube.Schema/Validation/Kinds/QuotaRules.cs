using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>ResourceQuota and LimitRange.</summary>
internal static class QuotaRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] Bounds = ["min", "max", "default", "defaultRequest", "maxLimitRequestRatio"];

    // Each pair must be in order: the first may not be above the second.
    private static readonly (string Low, string High)[] Pairs = [("min", "max"), ("min", "default"), ("min", "defaultRequest"), ("default", "max"), ("defaultRequest", "default"), ("defaultRequest", "max")];

    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        if (kind == "ResourceQuota")
        {
            NumberRules.Amounts(value.At("spec", "hard"), Spec.Child("hard"), complaints);
            QuotaScopeRules.Check(value.Object("spec"), complaints);
            return;
        }

        var index = 0;
        foreach (var limit in value.Object("spec").Objects("limits"))
        {
            var at = Spec.Child("limits").Index(index++);
            foreach (var bound in Bounds)
            {
                NumberRules.Amounts(limit.Object(bound), at.Child(bound), complaints);
            }

            foreach (var (low, high) in Pairs)
            {
                Order(limit, low, high, at, complaints);
            }
        }
    }

    private static void Order(JsonObject limit, string low, string high, FieldLocation where, Complaints complaints)
    {
        foreach (var (name, amount) in limit.Object(low) ?? [])
        {
            if (NumberRules.Parse(amount) is { } below && NumberRules.Parse(limit.Object(high).Member(name)) is { } above && below > above)
            {
                complaints.Invalid(where.Child(low).Key(name), amount, $"{low} value {below} is greater than {high} value {above}");
            }
        }
    }
}
