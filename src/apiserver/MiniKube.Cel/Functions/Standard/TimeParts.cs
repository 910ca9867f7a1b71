using System.Globalization;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>The parts of times and durations. Without a time zone they are UTC's.</summary>
internal static class TimeParts
{
    public static IEnumerable<Overload> All =>
    [
        .. Of("getFullYear", static time => time.Year),
        .. Of("getMonth", static time => time.Month - 1),
        .. Of("getDayOfYear", static time => time.DayOfYear - 1),
        .. Of("getDayOfMonth", static time => time.Day - 1),
        .. Of("getDate", static time => time.Day),
        .. Of("getDayOfWeek", static time => (int)time.DayOfWeek),
        .. Of("getHours", static time => time.Hour),
        .. Of("getMinutes", static time => time.Minute),
        .. Of("getSeconds", static time => time.Second),
        .. Of("getMilliseconds", static time => time.Millisecond),
        Of("getHours", 3_600_000_000_000),
        Of("getMinutes", 60_000_000_000),
        Of("getSeconds", 1_000_000_000),

        // All of them, as cel-go answers in Kubernetes; the language's definition wants what is left of the second.
        Of("getMilliseconds", 1_000_000),
    ];

    private static Overload[] Of(string name, Func<DateTimeOffset, int> part) =>
    [
        Overload.Method(name, [CelType.Timestamp], CelType.Int, args => (long)part(args[0].AsTimestamp.ToDateTimeOffset())),
        Overload.Method(name, [CelType.Timestamp, CelType.String], CelType.Int, args =>
        {
            var time = args[0].AsTimestamp;
            return OffsetOf(args[1].AsString, time) is not { } offset ? CelValue.Error($"unknown time zone {args[1].AsString}")
                : time.Add((long)offset.TotalSeconds * 1_000_000_000) is { IsInRange: true } moved ? (long)part(moved.ToDateTimeOffset())
                : Errors.TimestampOverflow;
        }),
    ];

    private static Overload Of(string name, long nanosPerUnit) =>
        Overload.Method(name, [CelType.Duration], CelType.Int, args => args[0].AsDuration / nanosPerUnit);

    /// <summary>Of a zone by its name, or written as <c>-08:00</c>; null when there is none such.</summary>
    private static TimeSpan? OffsetOf(string zone, CelTimestamp time)
    {
        if (zone.Contains(':', StringComparison.Ordinal))
        {
            var isNegative = zone.StartsWith('-');
            return TimeSpan.TryParseExact(zone.TrimStart('+', '-'), ["hh\\:mm", "h\\:mm"], CultureInfo.InvariantCulture, out var offset)
                ? isNegative ? -offset : offset
                : null;
        }

        return zone.Length == 0 || zone == "UTC" ? TimeSpan.Zero
            : TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.GetUtcOffset(time.ToDateTimeOffset())
            : null;
    }
}
