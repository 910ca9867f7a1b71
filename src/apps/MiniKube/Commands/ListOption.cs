using System.Collections.Immutable;
using System.CommandLine;

namespace MiniKube.Commands;

/// <summary>Flags that take several values, with commas between, by repetition, or both, as upstream's do.</summary>
internal static class ListOption
{
    public static Option<string[]> Create(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = false };

    /// <summary>Empty when the flag was not given.</summary>
    public static ImmutableArray<string> Read(ParseResult result, Option<string[]> option) =>
        [.. (result.GetValue(option) ?? []).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The default when the flag was not given.</summary>
    public static ImmutableArray<string> Read(ParseResult result, Option<string[]> option, ImmutableArray<string> otherwise) =>
        Read(result, option) is { IsEmpty: false } given ? given : otherwise;
}
