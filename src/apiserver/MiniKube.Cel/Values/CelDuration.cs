using System.Buffers;
using System.Globalization;
using System.Text;

namespace MiniKube.Cel.Values;

/// <summary>Reads and writes lengths of time as the language does: <c>1h30m</c>, <c>1.5s</c>.</summary>
public static class CelDuration
{
    private const decimal NanosPerSecond = 1_000_000_000m;

    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Nanos)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    /// <summary>Reads a duration into nanoseconds.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith('-');
        rest = isNegative || rest.StartsWith('+') ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        decimal total = 0;
        while (!rest.IsEmpty)
        {
            if (!TryReadPart(ref rest, out var part))
            {
                return false;
            }

            total += part;
        }

        total = isNegative ? -total : total;
        if (total is > long.MaxValue or < long.MinValue)
        {
            return false;
        }

        nanoseconds = (long)total;
        return true;
    }

    /// <summary>Seconds with a fraction: <c>5400s</c>.</summary>
    public static string Write(long nanoseconds) => (nanoseconds / NanosPerSecond).ToString("0.#########", CultureInfo.InvariantCulture) + "s";

    /// <summary>The way of Go: <c>1h30m0s</c>.</summary>
    public static string WriteLong(long nanoseconds)
    {
        var rest = Math.Abs((decimal)nanoseconds);
        if (rest < NanosPerSecond)
        {
            var (unit, size) = rest == 0 ? ("s", 1m) : rest < 1_000 ? ("ns", 1m) : rest < 1_000_000 ? ("µs", 1_000m) : ("ms", 1_000_000m);
            return string.Create(CultureInfo.InvariantCulture, $"{(nanoseconds < 0 ? "-" : "")}{rest / size:0.######}{unit}");
        }

        var text = new StringBuilder(nanoseconds < 0 ? "-" : "");
        var hours = decimal.Floor(rest / 3600 / NanosPerSecond);
        var minutes = decimal.Floor(rest / 60 / NanosPerSecond) % 60;
        var seconds = rest / NanosPerSecond % 60;
        _ = hours > 0 ? text.Append(CultureInfo.InvariantCulture, $"{hours}h{minutes}m")
            : minutes > 0 ? text.Append(CultureInfo.InvariantCulture, $"{minutes}m") : text;
        return text.Append(CultureInfo.InvariantCulture, $"{seconds:0.#########}s").ToString();
    }

    private static bool TryReadPart(ref ReadOnlySpan<char> rest, out decimal nanos)
    {
        nanos = 0;
        var numberEnd = rest.IndexOfAnyExcept(NumberChars);
        if (numberEnd is <= 0 or > 20 || !decimal.TryParse(rest[..numberEnd], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        rest = rest[numberEnd..];
        var unitEnd = rest.IndexOfAny(NumberChars);
        var unit = unitEnd < 0 ? rest : rest[..unitEnd];
        foreach (var (name, size) in Units)
        {
            if (unit.SequenceEqual(name) && number <= long.MaxValue)
            {
                rest = rest[unit.Length..];
                nanos = decimal.Truncate(number * size);
                return true;
            }
        }

        return false;
    }
}
