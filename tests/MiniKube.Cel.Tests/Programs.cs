using MiniKube.Cel.Functions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Tests;

/// <summary>Compiles and runs what the tests write.</summary>
internal static class Programs
{
    public const ulong CostMax = 10_000_000;

    public static CelEnvironment Environment { get; } = new(FunctionLibraries.Admission, []);

    /// <summary>The result as text, with its type where a text could be mistaken; errors begin with <c>error:</c>.</summary>
    public static string Run(string source)
    {
        var compilation = Environment.Compile(source);
        return compilation.Program is { } program ? Show(program.Evaluate([], CostMax).Value) : $"issue: {compilation.Issues[0].Message}";
    }

    public static string Run(string source, params (string Name, CelType Type, CelValue Value)[] variables)
    {
        var environment = new CelEnvironment(FunctionLibraries.Admission, [.. variables.Select(variable => new CelVariable(variable.Name, variable.Type))]);
        var compilation = environment.Compile(source);
        return compilation.Program is { } program
            ? Show(program.Evaluate([.. variables.Select(variable => variable.Value)], CostMax).Value)
            : $"issue: {compilation.Issues[0].Message}";
    }

    private static string Show(CelValue value) => value.Kind switch
    {
        CelValueKind.Error => $"error: {value.AsError}",
        CelValueKind.Uint => $"{value}u",
        CelValueKind.String => $"'{value}'",
        CelValueKind.Bytes => $"b'{Convert.ToHexStringLower(value.AsBytes)}'",
        CelValueKind.Double => value.ToString() is var text && text.AsSpan().ContainsAnyExceptInRange('0', '9') && !IsWhole(text) ? text : $"{text}.0",
        CelValueKind.List => $"[{string.Join(", ", Enumerable.Range(0, value.AsList.Count).Select(i => Show(value.AsList[i])))}]",
        CelValueKind.Map => ShowMap(value.AsMap),
        CelValueKind.Optional => value.AsOptional is { } held ? $"optional({Show(held)})" : "none",
        _ => value.ToString(),
    };

    private static bool IsWhole(string text) => text.TrimStart('-') is { Length: > 0 } digits && !digits.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static string ShowMap(CelMap map) => $"{{{string.Join(", ", map.Keys.Select(key => map.TryGet(key, out var value) ? $"{Show(key)}: {Show(value)}" : "").Order(StringComparer.Ordinal))}}}";
}
