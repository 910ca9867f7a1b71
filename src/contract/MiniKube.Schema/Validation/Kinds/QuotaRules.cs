using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>ResourceQuota and LimitRange.</summary>
internal static class QuotaRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] Bounds = ["min", "max", "default", "defaultRequest", "maxLimitRequestRatio"];

    // Each pair must be in order: the first may not be above the second. Then the bound that is blamed, and that whose amount is told.
    private static readonly (string Low, string High, string Blamed, string Told)[] Pairs =
    [
        ("min", "max", "min", "min"),
        ("min", "defaultRequest", "defaultRequest", "defaultRequest"),
        ("defaultRequest", "max", "defaultRequest", "defaultRequest"),
        ("defaultRequest", "default", "defaultRequest", "defaultRequest"),
        ("min", "default", "default", "min"),
        ("default", "max", "default", "max"),
    ];

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

            foreach (var pair in Pairs)
            {
                Order(limit, pair, at, complaints);
            }
        }
    }

    private static void Order(
        JsonObject limit, (string Low, string High, string Blamed, string Told) pair, FieldLocation where, Complaints complaints)
    {
        foreach (var (name, amount) in limit.Object(pair.Low) ?? [])
        {
            if (NumberRules.Parse(amount) is { } below && NumberRules.Parse(limit.Object(pair.High).Member(name)) is { } above && below > above)
            {
                complaints.Invalid(
                    where.Child(pair.Blamed).Key(name),
                    limit.Object(pair.Told).Member(name),
                    $"{Words(pair.Low, pair.High)} value {below} is greater than {Words(pair.High, pair.Low)} value {above}");
            }
        }
    }

    private static string Words(string bound, string other) => (bound, other) switch
    {
        ("defaultRequest", _) => "default request",
        ("default", "defaultRequest") => "default limit",
        _ => bound,
    };
}
