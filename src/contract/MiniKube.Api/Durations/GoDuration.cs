using System.Buffers;
using System.Globalization;
using System.Text;

namespace MiniKube.Api.Durations;

/// <summary>Lengths of time in Go's form: <c>1h30m</c>, <c>1.5s</c>, <c>250ms</c>.</summary>
public static class GoDuration
{
    /// <summary>More digits than the longest duration has in its smallest unit, with a fraction behind them.</summary>
    private const int NumberLengthMax = 40;

    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Nanoseconds)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    /// <summary>Reads a duration, also one below zero, into nanoseconds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        var isNegative = text.StartsWith('-');
        var rest = isNegative || text.StartsWith('+') ? text[1..] : text;
        if (rest is "0")
        {
            return true;
        }

        var total = 0m;
        var hasPart = false;
        while (!rest.IsEmpty)
        {
            if (!TryReadPart(ref rest, out var part) || (total += part) > long.MaxValue)
            {
                return false;
            }

            hasPart = true;
        }

        nanoseconds = (long)(isNegative ? -total : total);
        return hasPart;
    }

    /// <summary>Reads a duration, also one below zero; what is less than 100 ns is left out.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        var isRead = TryParse(text, out long nanoseconds);
        duration = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        return isRead;
    }

    /// <summary>The canonical form, as Go prints it.</summary>
    public static string Write(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        var text = new StringBuilder(nanoseconds < 0 ? "-" : "");
        var rest = Math.Abs((decimal)nanoseconds);
        if (rest < 1_000_000_000)
        {
            var (unit, size) = rest < 1_000 ? ("ns", 1m) : rest < 1_000_000 ? ("µs", 1_000m) : ("ms", 1_000_000m);
            return text.Append(CultureInfo.InvariantCulture, $"{rest / size:0.######}{unit}").ToString();
        }

        var hours = decimal.Floor(rest / 3_600_000_000_000m);
        var minutes = decimal.Floor(rest % 3_600_000_000_000m / 60_000_000_000m);
        var seconds = rest % 60_000_000_000m / 1_000_000_000m;
        _ = hours > 0 ? text.Append(CultureInfo.InvariantCulture, $"{hours}h{minutes}m") : minutes > 0 ? text.Append(CultureInfo.InvariantCulture, $"{minutes}m") : text;
        return text.Append(CultureInfo.InvariantCulture, $"{seconds:0.#########}s").ToString();
    }

    private static bool TryReadPart(ref ReadOnlySpan<char> rest, out decimal nanoseconds)
    {
        nanoseconds = 0;
        var numberEnd = rest.IndexOfAnyExcept(NumberChars);
        if (numberEnd is <= 0 or > NumberLengthMax
            || !decimal.TryParse(rest[..numberEnd], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        rest = rest[numberEnd..];
        var unitEnd = rest.IndexOfAny(NumberChars);
        var unit = unitEnd < 0 ? rest : rest[..unitEnd];
        foreach (var (name, size) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                rest = rest[unit.Length..];
                nanoseconds = number <= (decimal)long.MaxValue / size ? decimal.Truncate(number * size) : decimal.MaxValue;
                return nanoseconds <= long.MaxValue;
            }
        }

        return false;
    }
}
