using System.Globalization;
using System.Runtime.InteropServices;

namespace MiniKube.Cel.Values;

/// <summary>A moment between the years 1 and 9999, to the nanosecond.</summary>
/// <param name="Seconds">Since 1970, UTC.</param>
/// <param name="Nanos">0 to 999,999,999.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CelTimestamp(long Seconds, int Nanos) : IComparable<CelTimestamp>
{
    public const long SecondsMin = -62_135_596_800;
    public const long SecondsMax = 253_402_300_799;
    private const int NanosPerSecond = 1_000_000_000;

    public bool IsInRange => Seconds is >= SecondsMin and <= SecondsMax;

    /// <summary>The moment, its nanoseconds cut to what the clock type holds.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanos / 100);

    /// <summary>The moment so many nanoseconds later; it may be out of range.</summary>
    public CelTimestamp Add(long nanoseconds)
    {
        var nanos = Nanos + (nanoseconds % NanosPerSecond);
        var seconds = Seconds + (nanoseconds / NanosPerSecond);
        return nanos < 0 ? new(seconds - 1, (int)(nanos + NanosPerSecond))
            : nanos >= NanosPerSecond ? new(seconds + 1, (int)(nanos - NanosPerSecond))
            : new(seconds, (int)nanos);
    }

    public int CompareTo(CelTimestamp other) => Seconds == other.Seconds ? Nanos.CompareTo(other.Nanos) : Seconds.CompareTo(other.Seconds);

    public static bool TryParse(string text, out CelTimestamp value)
    {
        value = default;
        var (rest, nanos) = WithoutFraction(text);
        if (nanos < 0 || !DateTimeOffset.TryParseExact(
            rest, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            || !(rest[^1] is 'Z' || rest.Length == 25))
        {
            return false;
        }

        value = new CelTimestamp(time.ToUnixTimeSeconds(), nanos);
        return true;
    }

    public override string ToString()
    {
        var text = DateTimeOffset.FromUnixTimeSeconds(Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return Nanos == 0 ? text + "Z" : $"{text}.{Nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}Z";
    }

    /// <summary>The text without its fraction of a second, and that in nanoseconds; -1 when it is none.</summary>
    private static (string Whole, int Nanos) WithoutFraction(string text)
    {
        if (text.Length < 21 || text[19] != '.')
        {
            return (text, 0);
        }

        var end = 20;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        var digits = text.AsSpan(20, end - 20);
        if (digits.IsEmpty)
        {
            return (text, -1);
        }

        var nanos = 0;
        for (var i = 0; i < 9; i++)
        {
            nanos = (nanos * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        return (string.Concat(text.AsSpan(0, 19), text.AsSpan(end)), nanos);
    }
}
