using System.Collections.Immutable;
using System.Globalization;

namespace MiniKube.Api.Selectors;

/// <summary>One condition on one label. <see cref="IsEquality"/> only says which form it is written in.</summary>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ImmutableArray<string> Values, bool IsEquality = false)
{
    /// <param name="value">The label's value; null when the object does not have the label.</param>
    public bool Matches(string? value) => Operator switch
    {
        LabelOperator.In => value is not null && Values.Contains(value),
        LabelOperator.NotIn => value is null || !Values.Contains(value),
        LabelOperator.Exists => value is not null,
        LabelOperator.DoesNotExist => value is null,
        _ => Compares(value),
    };

    public override string ToString() => Operator switch
    {
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => $"!{Key}",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        LabelOperator.LessThan => $"{Key}<{Values[0]}",
        _ when IsEquality => $"{Key}{(Operator == LabelOperator.In ? "=" : "!=")}{Values[0]}",
        _ => $"{Key} {(Operator == LabelOperator.In ? "in" : "notin")} ({string.Join(',', Values.Order(StringComparer.Ordinal))})",
    };

    private bool Compares(string? value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var label) &&
        long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound) &&
        (Operator == LabelOperator.GreaterThan ? label > bound : label < bound);
}
