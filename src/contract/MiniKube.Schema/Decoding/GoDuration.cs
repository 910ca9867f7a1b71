using System.Buffers;
using System.Globalization;
using System.Text;

namespace MiniKube.Schema.Decoding;

/// <summary>Lengths of time in Go's form: <c>1h30m</c>, <c>1.5s</c>, <c>250ms</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Nanos)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    public static bool TryParse(string text, out long nanos)
    {
        nanos = 0;
        var rest = text.AsSpan();
        var negative = rest.StartsWith('-');
        rest = negative || rest.StartsWith('+') ? rest[1..] : rest;
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

        if (total > long.MaxValue)
        {
            return false;
        }

        nanos = (long)(negative ? -total : total);
        return true;
    }

    /// <summary>The canonical form, as Go prints it.</summary>
    public static string Write(long nanos)
    {
        if (nanos == 0)
        {
            return "0s";
        }

        var text = new StringBuilder(nanos < 0 ? "-" : "");
        var rest = Math.Abs((decimal)nanos);
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

    private static bool TryReadPart(ref ReadOnlySpan<char> rest, out decimal nanos)
    {
        nanos = 0;
        var numberEnd = rest.IndexOfAnyExcept(NumberChars);
        if (numberEnd <= 0 || numberEnd > 20 ||
            !decimal.TryParse(rest[..numberEnd], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
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
                nanos = decimal.Truncate(number * size);
                return true;
            }
        }

        return false;
    }
}
