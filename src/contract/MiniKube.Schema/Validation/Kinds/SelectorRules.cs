using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Label selectors, and the templates that they must select.</summary>
internal static class SelectorRules
{
    private const string Mismatch = "`selector` does not match template `labels`";

    /// <summary>False when the selector is broken, so that nothing more can be said of it.</summary>
    public static bool Check(JsonObject? selector, FieldLocation where, Complaints complaints)
    {
        if (selector is null or { Count: 0 })
        {
            return true;
        }

        var before = complaints.Count;
        MetadataRules.Labels(selector.Object("matchLabels"), where.Child("matchLabels"), complaints);
        var index = 0;
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            Expression(expression, where.Child("matchExpressions").Index(index++), complaints);
        }

        return complaints.Count == before;
    }

    /// <summary>A workload must find the pods that it makes.</summary>
    public static void CheckTemplate(JsonObject? selector, JsonObject? template, FieldLocation spec, string kind, Complaints complaints)
    {
        var where = spec.Child("selector");
        var labels = template.At("metadata", "labels");
        if (selector is null)
        {
            // None selects nothing, thus not these pods.
            complaints.Invalid(spec.Child("template", "metadata").Child("labels"), labels, Mismatch);
            return;
        }

        if (!Check(selector, where, complaints))
        {
            return;
        }

        if (selector.Object("matchLabels") is null or { Count: 0 } && !selector.Items("matchExpressions").Any())
        {
            complaints.Invalid(where, selector, $"empty selector is invalid for {kind}");
            return;
        }

        if (!LabelSelector.FromJson(selector).Matches(labels))
        {
            complaints.Invalid(spec.Child("template", "metadata").Child("labels"), labels, Mismatch);
        }
    }

    /// <summary>That the operator is known, and has values or none as it wants.</summary>
    public static void CheckOperator(JsonObject requirement, FieldLocation where, Complaints complaints)
    {
        var hasValues = requirement.Items("values").Any();
        switch (requirement.Text("operator"))
        {
            case "In" or "NotIn":
                if (!hasValues)
                {
                    complaints.Required(where.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }

                break;
            case "Exists" or "DoesNotExist":
                if (hasValues)
                {
                    complaints.Forbidden(where.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }

                break;
            case var other:
                complaints.Invalid(where.Child("operator"), other ?? "", "not a valid selector operator");
                break;
        }
    }

    /// <summary>That the key is one that labels can have.</summary>
    public static void CheckKey(JsonObject requirement, FieldLocation where, Complaints complaints)
    {
        var key = requirement.Text("key") ?? "";
        complaints.Invalid(where.Child("key"), key, NameRules.QualifiedName(key));
    }

    /// <summary>That the values are such as labels can have.</summary>
    public static void CheckValues(JsonObject requirement, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var value in requirement.Items("values"))
        {
            complaints.Invalid(where.Child("values").Index(index++), value, NameRules.LabelValue(value.AsText ?? ""));
        }
    }

    private static void Expression(JsonObject expression, FieldLocation where, Complaints complaints)
    {
        CheckOperator(expression, where, complaints);
        CheckKey(expression, where, complaints);
        CheckValues(expression, where, complaints);
    }
}
