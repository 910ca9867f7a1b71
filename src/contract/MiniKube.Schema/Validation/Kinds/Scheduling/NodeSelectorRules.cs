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
        if (expression.Text("operator") is not ("Gt" or "Lt"))
        {
            SelectorRules.CheckOperator(expression, where, complaints);
        }
        else if (expression.List("values")?.Count != 1)
        {
            complaints.Required(where.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }

        SelectorRules.CheckKey(expression, where, complaints);
        if (hasValues)
        {
            SelectorRules.CheckValues(expression, where, complaints);
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
