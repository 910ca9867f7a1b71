using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Scheduling;

/// <summary>Which nodes are meant, by their labels and their names.</summary>
internal static class NodeSelectorRules
{
    public static void Check(JsonObject? selector, FieldLocation where, Complaints complaints)
    {
        if (selector is null)
        {
            return;
        }

        var terms = selector.List("nodeSelectorTerms");
        if (terms is null or { Count: 0 })
        {
            complaints.Required(where.Child("nodeSelectorTerms"), "must have at least one node selector term");
        }

        for (var i = 0; i < terms?.Count; i++)
        {
            CheckTerm(terms[i] as JsonObject, where.Child("nodeSelectorTerms").Index(i), complaints);
        }
    }

    /// <param name="term">The term.</param>
    /// <param name="where">Its place.</param>
    /// <param name="complaints">Where complaints go.</param>
    /// <param name="hasValues">Whether the values have to be such as labels can have.</param>
    public static void CheckTerm(JsonObject? term, FieldLocation where, Complaints complaints, bool hasValues = true)
    {
        var expressions = term.List("matchExpressions");
        for (var i = 0; i < expressions?.Count; i++)
        {
            if (expressions[i] is JsonObject expression)
            {
                Expression(expression, hasValues, where.Child("matchExpressions").Index(i), complaints);
            }
        }

        var fields = term.List("matchFields");
        for (var i = 0; i < fields?.Count; i++)
        {
            if (fields[i] is JsonObject field)
            {
                Field(field, where.Child("matchFields").Index(i), complaints);
            }
        }
    }

    private static void Expression(JsonObject expression, bool hasValues, FieldLocation where, Complaints complaints)
    {
        var values = expression.List("values");
        var count = values?.Count ?? 0;
        switch (expression.Text("operator"))
        {
            case "In" or "NotIn":
                if (count == 0)
                {
                    complaints.Required(where.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }

                break;
            case "Exists" or "DoesNotExist":
                if (count > 0)
                {
                    complaints.Forbidden(where.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }

                break;
            case "Gt" or "Lt":
                if (count != 1)
                {
                    complaints.Required(where.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }

                break;
            case var other:
                complaints.Invalid(where.Child("operator"), other ?? "", "not a valid selector operator");
                break;
        }

        var key = expression.Text("key") ?? "";
        if (NameRules.QualifiedName(key) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Child("key"), key, whys);
        }

        for (var i = 0; hasValues && i < count; i++)
        {
            if (NameRules.LabelValue(values![i].AsText ?? "") is { IsEmpty: false } wrongs)
            {
                complaints.Invalid(where.Child("values").Index(i), values[i], wrongs);
            }
        }
    }

    private static void Field(JsonObject field, FieldLocation where, Complaints complaints)
    {
        var values = field.List("values");
        if (field.Text("operator") is not ("In" or "NotIn"))
        {
            complaints.Invalid(where.Child("operator"), field.Text("operator") ?? "", "not a valid selector operator");
        }
        else if (values?.Count != 1)
        {
            complaints.Required(where.Child("values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }

        if (field.Text("key") is var key && key != "metadata.name")
        {
            complaints.Invalid(where.Child("key"), key ?? "", "not a valid field selector key");
            return;
        }

        for (var i = 0; i < values?.Count; i++)
        {
            if (NameRules.DnsSubdomain(values[i].AsText ?? "") is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child("values").Index(i), values[i], whys);
            }
        }
    }
}
