using System.CommandLine;
using MiniKube.Api.Durations;

namespace MiniKube.Commands;

/// <summary>Flags that take a time as upstream's do: <c>30s</c>, <c>1m30s</c>.</summary>
internal static class DurationOption
{
    public static Option<string> Create(string name, string description, string usual)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && Parse(text) is null)
            {
                result.AddError($"{name}: \"{text}\" is no duration: write one such as 30s or 1m30s.");
            }
        });
        return option;
    }

    public static TimeSpan Read(ParseResult result, Option<string> option) => Parse(result.GetRequiredValue(option))!.Value;

    private static TimeSpan? Parse(string text) => GoDuration.TryParse(text, out TimeSpan duration) && duration >= TimeSpan.Zero ? duration : null;
}
