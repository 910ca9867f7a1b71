using MiniKube.Api.Durations;
using MiniKube.Api.Validation;
using MiniKube.Cel.Expressions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Checking;

/// <summary>Literals that would fail in every run are refused before the first.</summary>
internal static class LiteralRules
{
    public static CelIssue? Complaint(CallExpr call) => call.AllArguments is [.., LiteralExpr { Value.Kind: CelValueKind.String } literal] && !IsRight(call, literal.Value.AsString)
        ? new CelIssue(literal.Offset, $"invalid {call.Function} argument")
        : null;

    private static bool IsRight(CallExpr call, string text) => call.Function switch
    {
        "duration" => GoDuration.TryParse(text, out long _),
        "timestamp" => CelTimestamp.TryParse(text, out _),
        "matches" => GoPattern.TryTranslate(text, out _, out _),
        _ => true,
    };
}
