using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Quotas;

internal static class LimitRangeRules
{
    private static readonly FieldLocation Limits = FieldLocation.Root("spec").Child("limits");
    private static readonly string[] Bounds = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"];
    private static readonly string[] Types = ["Pod", "Container", "PersistentVolumeClaim"];

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

    public static void Check(JsonObject range, Complaints complaints)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var limit in range.Object("spec").Objects("limits"))
        {
            var at = Limits.Index(index++);
            var type = limit.Text("type") ?? "";
            Type(type, at.Child("type"), complaints);
            if (!types.Add(type))
            {
                complaints.Duplicate(at.Child("type"), type);
            }

            Names(limit, type, at, complaints);
            foreach (var pair in Pairs)
            {
                Order(limit, pair, at, complaints);
            }

            foreach (var (name, ratio) in limit.Object("maxLimitRequestRatio") ?? [])
            {
                Ratio(limit, name, ratio, at.Child("maxLimitRequestRatio").Key(name), complaints);
            }

            Exact(limit, at, complaints);
        }
    }

    private static void Type(string type, FieldLocation where, Complaints complaints)
    {
        if (NameRules.QualifiedName(type) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where, type, whys);
        }
        else if (!type.Contains('/') && !Types.Contains(type))
        {
            complaints.Invalid(where, type, "must be a standard limit type or fully qualified");
        }
    }

    private static void Names(JsonObject limit, string type, FieldLocation where, Complaints complaints)
    {
        foreach (var bound in Bounds)
        {
            if (type == "Pod" && bound is "default" or "defaultRequest" && limit.Object(bound) is { Count: > 0 })
            {
                complaints.Forbidden(where.Child(bound), "may not be specified when `type` is 'Pod'");
                continue;
            }

            foreach (var (name, _) in limit.Object(bound) ?? [])
            {
                if (type is "Pod" or "Container")
                {
                    ResourceNames.CheckContainer(name, where.Child(bound), complaints);
                }
                else
                {
                    _ = ResourceNames.Check(name, where.Child(bound), complaints);
                }
            }
        }

        if (type == "PersistentVolumeClaim" && !limit.Object("min").Has("storage") && !limit.Object("max").Has("storage"))
        {
            complaints.Required(where.Child("limits"), "either minimum or maximum storage value is required, but neither was provided");
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

    private static void Ratio(JsonObject limit, string name, JsonNode? written, FieldLocation where, Complaints complaints)
    {
        if (NumberRules.Parse(written) is not { } ratio)
        {
            return;
        }

        if (ratio < Quantity.FromUnits(1))
        {
            complaints.Invalid(where, written, $"ratio {ratio} is less than 1");
        }

        if (NumberRules.Parse(limit.Object("min").Member(name)) is { } min && NumberRules.Parse(limit.Object("max").Member(name)) is { } max)
        {
            var most = (double)max.MilliValue / min.MilliValue;
            if (ratio.MilliValue / 1000.0 > most)
            {
                complaints.Invalid(where, written, string.Create(CultureInfo.InvariantCulture, $"ratio {ratio} is greater than max/min = {most:F6}"));
            }
        }
    }

    /// <summary>What is not shared is asked for as much as it is limited to.</summary>
    private static void Exact(JsonObject limit, FieldLocation where, Complaints complaints)
    {
        foreach (var (name, amount) in limit.Object("default") ?? [])
        {
            if (!ResourceNames.IsOvercommitted(name)
                && NumberRules.Parse(amount) is { } most
                && NumberRules.Parse(limit.Object("defaultRequest").Member(name)) is { } request
                && most != request)
            {
                complaints.Invalid(
                    where.Child("defaultRequest").Key(name),
                    limit.Object("defaultRequest").Member(name),
                    $"default value {most} must equal to defaultRequest value {request} in {name}");
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
