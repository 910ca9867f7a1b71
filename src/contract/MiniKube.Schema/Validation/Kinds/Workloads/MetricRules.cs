using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

/// <summary>What a HorizontalPodAutoscaler looks at: one source for each metric, the one that its type names.</summary>
internal static class MetricRules
{
    // In the order in which a metric with several is read: only the first of them is looked into.
    private static readonly string[] Sources = ["object", "external", "pods", "resource", "containerResource"];

    public static void Check(JsonObject metric, FieldLocation where, Complaints complaints)
    {
        var type = metric.Text("type") ?? "";
        var expected = type switch
        {
            "Object" => "object",
            "External" => "external",
            "Pods" => "pods",
            "Resource" => "resource",
            "ContainerResource" => "containerResource",
            _ => "",
        };
        var present = 0;
        foreach (var name in Sources)
        {
            if (metric.Object(name) is { } source && present++ == 0)
            {
                Source(source, name, where.Child(name), complaints);
            }
        }

        if (expected.Length > 0 && !metric.Has(expected))
        {
            complaints.Required(where.Child(expected), "must populate information for the given metric source");
        }

        for (var i = 0; present > 1 && i < Sources.Length; i++)
        {
            if (Sources[i] != expected && metric.Has(Sources[i]))
            {
                complaints.Forbidden(where.Child(Sources[i]), "must populate the given metric source only");
            }
        }
    }

    private static void Source(JsonObject source, string name, FieldLocation where, Complaints complaints)
    {
        var target = source.Object("target") ?? [];
        var at = where.Child("target");
        if (name is "object" or "external" or "pods")
        {
            FieldRules.Text(source.Object("metric"), "name", where.Child("metric"), complaints, NameRules.PathSegmentName);
        }

        if (name == "object")
        {
            FieldRules.Reference(source.Object("describedObject"), where.Child("describedObject"), complaints);
        }
        else if (name == "containerResource")
        {
            FieldRules.Text(source, "container", where, complaints, NameRules.DnsLabel);
        }

        Target(target, at, complaints);
        var (hasValue, hasAverage) = (target.Has("value"), target.Has("averageValue"));
        switch (name)
        {
            case "object" when !hasValue && !hasAverage:
                complaints.Required(at.Child("averageValue"), "must set either a target value or averageValue");
                break;
            case "external" when !hasValue && !hasAverage:
                complaints.Required(at.Child("averageValue"), "must set either a target value for metric or a per-pod target");
                break;
            case "external" when hasValue && hasAverage:
                complaints.Forbidden(at.Child("value"), "may not set both a target value for metric and a per-pod target");
                break;
            case "pods" when !hasAverage:
                complaints.Required(at.Child("averageValue"), "must specify a positive target averageValue");
                break;
            case "resource" or "containerResource" when !target.Has("averageUtilization") && !hasAverage:
                complaints.Required(at.Child("averageUtilization"), "must set either a target raw value or a target utilization");
                break;
            case "resource" or "containerResource" when target.Has("averageUtilization") && hasAverage:
                complaints.Forbidden(at.Child("averageValue"), "may not set both a target raw value and a target utilization");
                break;
            default:
                break;
        }
    }

    private static void Target(JsonObject target, FieldLocation where, Complaints complaints)
    {
        if (target.Text("type") is not ("Utilization" or "Value" or "AverageValue"))
        {
            complaints.Invalid(where.Child("type"), target.Text("type") ?? "", "must be either Utilization, Value, or AverageValue");
        }

        foreach (var field in (ReadOnlySpan<string>)["value", "averageValue"])
        {
            if (NumberRules.Parse(target.Member(field)) is { Sign: <= 0 })
            {
                complaints.Invalid(where.Child(field), target.Member(field), "must be positive");
            }
        }

        if (target.Integer("averageUtilization") is < 1 and var percent)
        {
            complaints.Invalid(where.Child("averageUtilization"), percent, "must be greater than 0");
        }
    }
}
