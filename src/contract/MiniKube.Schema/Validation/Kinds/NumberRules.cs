using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Numbers, percentages and amounts.</summary>
internal static class NumberRules
{
    public const string NotNegative = "must be greater than or equal to 0";

    /// <summary>Zero or more, where the field is set.</summary>
    public static void NonNegative(JsonObject? tree, FieldLocation where, Complaints complaints, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (tree.Integer(field) is < 0 and var number)
            {
                complaints.Invalid(where.Child(field), number, NotNegative);
            }
        }
    }

    public static void Positive(JsonObject? tree, FieldLocation where, Complaints complaints, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (tree.Integer(field) is <= 0 and var number)
            {
                complaints.Invalid(where.Child(field), number, "must be greater than 0");
            }
        }
    }

    /// <summary>A count or a percentage, neither below zero.</summary>
    public static void CountOrPercent(JsonNode? value, FieldLocation where, Complaints complaints)
    {
        if (value.AsText is { } text)
        {
            complaints.Invalid(where, text, NameRules.Percent(text));
        }
        else if (value.AsInteger is < 0)
        {
            complaints.Invalid(where, value, NotNegative);
        }
    }

    public static void NotOver100Percent(JsonNode? value, FieldLocation where, Complaints complaints)
    {
        if (value.AsText is { } text && text.EndsWith('%') && int.TryParse(text[..^1], out var percent) && percent > 100)
        {
            complaints.Invalid(where, text, "must not be greater than 100%");
        }
    }

    /// <summary>A port's number or its name.</summary>
    public static void Port(JsonNode? value, FieldLocation where, Complaints complaints)
    {
        if (value.AsText is { } name)
        {
            complaints.Invalid(where, name, NameRules.PortName(name));
        }
        else
        {
            complaints.Invalid(where, value, NameRules.PortNumber(value.AsInteger ?? 0));
        }
    }

    /// <summary>Amounts of resources: none below zero, and no request above its limit.</summary>
    public static void Resources(JsonObject? resources, FieldLocation where, Complaints complaints)
    {
        var limits = resources.Object("limits");
        Amounts(limits, where.Child("limits"), complaints);
        Amounts(resources.Object("requests"), where.Child("requests"), complaints);
        foreach (var (name, amount) in resources.Object("requests") ?? [])
        {
            if (Parse(amount) is { } request && Parse(limits.Member(name)) is { } limit && request > limit)
            {
                complaints.Invalid(where.Child("requests"), amount, $"must be less than or equal to {name} limit of {limit}");
            }
        }
    }

    public static void Amounts(JsonObject? amounts, FieldLocation where, Complaints complaints)
    {
        foreach (var (name, amount) in amounts ?? [])
        {
            complaints.Invalid(where.Key(name), name, NameRules.QualifiedName(name));
            if (Parse(amount) is { Sign: < 0 })
            {
                complaints.Invalid(where.Key(name), amount, NotNegative);
            }
        }
    }

    public static Quantity? Parse(JsonNode? amount) => amount.AsText is { } text && Quantity.TryParse(text, out var quantity) ? quantity : null;
}
