using System.Collections.Immutable;
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
    public static void Port(JsonNode? value, FieldLocation where, Complaints complaints) =>
        complaints.Invalid(where, value ?? 0, WrongPort(value));

    /// <param name="value">The number or the name.</param>
    /// <param name="parent">What it is a field of.</param>
    /// <param name="field">The field.</param>
    /// <param name="complaints">Where complaints go.</param>
    public static void Port(JsonNode? value, FieldLocation parent, string field, Complaints complaints)
    {
        if (WrongPort(value) is { IsEmpty: false } whys)
        {
            complaints.Invalid(parent.Child(field), value ?? 0, whys);
        }
    }

    private static ImmutableArray<string> WrongPort(JsonNode? value) =>
        value.AsText is { } name ? NameRules.PortName(name) : NameRules.PortNumber(value.AsInteger ?? 0);

    public static Quantity? Parse(JsonNode? amount) => amount.AsText is { } text && Quantity.TryParse(text, out var quantity) ? quantity : null;
}
