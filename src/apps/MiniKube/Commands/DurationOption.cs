using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniKube.Commands;

/// <summary>Flags that take a time as upstream's do: <c>30s</c>, <c>1m30s</c>.</summary>
internal static partial class DurationOption
{
    public static Option<string> Create(string name, string description, string usual)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && !Form().IsMatch(text))
            {
                result.AddError($"{name}: \"{text}\" is no duration: write one such as 30s or 1m30s.");
            }
        });
        return option;
    }

    public static TimeSpan Read(ParseResult result, Option<string> option)
    {
        var parts = Form().Match(result.GetRequiredValue(option));
        return TimeSpan.FromHours(Number(parts, "h")) + TimeSpan.FromMinutes(Number(parts, "m")) + TimeSpan.FromSeconds(Number(parts, "s"))
            + TimeSpan.FromMilliseconds(Number(parts, "ms"));
    }

    private static double Number(Match parts, string unit) =>
        parts.Groups[unit] is { Success: true } part ? double.Parse(part.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?=[0-9])((?<h>[0-9]{1,6})h)?((?<m>[0-9]{1,6})m(?!s))?((?<s>[0-9]{1,8}(\.[0-9]{1,6})?)s)?((?<ms>[0-9]{1,9})ms)?$|^0$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
