using System.Text.RegularExpressions;
using MiniKube.Api.Validation;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>What the language itself can ask of a text.</summary>
internal static class Texts
{
    private static readonly CelType[] Two = [CelType.String, CelType.String];

    public static IEnumerable<Overload> All =>
    [
        Overload.Method("contains", [.. Two], CelType.Bool, static args => args[0].AsString.Contains(args[1].AsString, StringComparison.Ordinal), CostModel.Search),
        Overload.Method("startsWith", [.. Two], CelType.Bool, static args => args[0].AsString.StartsWith(args[1].AsString, StringComparison.Ordinal), CostModel.Walk(1)),
        Overload.Method("endsWith", [.. Two], CelType.Bool, static args => args[0].AsString.EndsWith(args[1].AsString, StringComparison.Ordinal), CostModel.Walk(1)),
        Matches(Overload.Method),
        Matches(Overload.Of),
    ];

    /// <summary>Runs a body with the regular expression of a pattern, or answers why it is none.</summary>
    internal static CelValue WithPattern(string pattern, Func<Regex, CelValue> body) => GoPattern.TryTranslate(pattern, out var regex, out var complaint)
        ? body(regex)
        : CelValue.Error($"error parsing regexp: {complaint}");

    private static Overload Matches(Func<string, System.Collections.Immutable.ImmutableArray<CelType>, CelType, CelFunction, CostModel?, Overload> make)
    {
        var plain = make("matches", [.. Two], CelType.Bool, static args =>
        {
            var text = args[0].AsString;
            return WithPattern(args[1].AsString, regex => regex.IsMatch(text));
        }, CostModel.Match);
        return plain.Prepared(static pattern => GoPattern.TryTranslate(pattern.AsString, out var regex, out _) ? args => regex.IsMatch(args[0].AsString) : null);
    }
}
