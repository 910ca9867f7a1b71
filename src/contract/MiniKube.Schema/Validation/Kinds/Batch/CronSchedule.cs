using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniKube.Schema.Validation.Kinds.Batch;

/// <summary>Reads the five fields of a schedule, or a word such as <c>@daily</c>, and says what is wrong in the words that users of CronJobs know.</summary>
internal static partial class CronSchedule
{
    private const int FieldCount = 5;
    private const string Every = "@every ";

    private static readonly string[] Words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    private static readonly (int Least, int Most, string[] Names)[] Bounds =
    [
        (0, 59, []),
        (0, 23, []),
        (1, 31, []),
        (1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        (0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    [GeneratedRegex(@"^[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Duration { get; }

    /// <summary>Null when the schedule is right.</summary>
    public static string? Complaint(string schedule)
    {
        var rest = schedule.AsSpan();
        if (rest.StartsWith("TZ=") || rest.StartsWith("CRON_TZ="))
        {
            var space = rest.IndexOf(' ');
            rest = space < 0 ? default : rest[space..].Trim();
        }

        return rest.StartsWith("@") ? WordComplaint(rest) : FieldsComplaint(rest);
    }

    private static string? WordComplaint(ReadOnlySpan<char> word)
    {
        foreach (var known in Words)
        {
            if (word.SequenceEqual(known))
            {
                return null;
            }
        }

        if (!word.StartsWith(Every))
        {
            return $"unrecognized descriptor: {word}";
        }

        var duration = word[Every.Length..];
        return Duration.IsMatch(duration) ? null : $"failed to parse duration {word}: time: invalid duration \"{duration}\"";
    }

    private static string? FieldsComplaint(ReadOnlySpan<char> schedule)
    {
        Span<Range> ranges = stackalloc Range[FieldCount + 2];
        var count = schedule.SplitAny(ranges, " \t\n\v\f\r", StringSplitOptions.RemoveEmptyEntries);
        if (count != FieldCount)
        {
            var fields = schedule.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return $"expected exactly {FieldCount} fields, found {fields.Length}: [{string.Join(' ', fields)}]";
        }

        for (var i = 0; i < FieldCount; i++)
        {
            var field = schedule[ranges[i]];
            foreach (var part in field.Split(','))
            {
                if (field[part] is { IsEmpty: false } entry && EntryComplaint(entry, Bounds[i].Least, Bounds[i].Most, Bounds[i].Names) is { } why)
                {
                    return why;
                }
            }
        }

        return null;
    }

    /// <summary><c>*</c>, <c>5</c>, <c>mon-fri</c>, each with <c>/2</c> behind it or not.</summary>
    private static string? EntryComplaint(ReadOnlySpan<char> entry, int least, int most, string[] names)
    {
        var slash = entry.IndexOf('/');
        var range = slash < 0 ? entry : entry[..slash];
        var dash = range.IndexOf('-');
        var (from, to) = (least, most);
        if ((dash < 0 ? range : range[..dash]) is not ("*" or "?"))
        {
            if (NumberComplaint(dash < 0 ? range : range[..dash], names, out from) is { } first)
            {
                return first;
            }

            to = from;
            if (range.Count('-') > 1)
            {
                return $"too many hyphens: {entry}";
            }

            if (dash >= 0 && NumberComplaint(range[(dash + 1)..], names, out to) is { } second)
            {
                return second;
            }
        }

        var step = 1;
        if (entry.Count('/') > 1)
        {
            return $"too many slashes: {entry}";
        }

        if (slash >= 0)
        {
            if (NumberComplaint(entry[(slash + 1)..], [], out step) is { } third)
            {
                return third;
            }

            to = dash < 0 ? most : to;
        }

        return from < least ? $"beginning of range ({from}) below minimum ({least}): {entry}"
            : to > most ? $"end of range ({to}) above maximum ({most}): {entry}"
            : from > to ? $"beginning of range ({from}) beyond end of range ({to}): {entry}"
            : step == 0 ? $"step of range should be a positive number: {entry}"
            : null;
    }

    private static string? NumberComplaint(ReadOnlySpan<char> text, string[] names, out int number)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (text.Equals(names[i], StringComparison.OrdinalIgnoreCase))
            {
                // Months begin with one, the days of a week with zero.
                number = names.Length == 12 ? i + 1 : i;
                return null;
            }
        }

        return !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
                ? $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": invalid syntax"
            : number < 0 ? $"negative number ({number}) not allowed: {text}"
            : null;
    }
}
