using System.Globalization;

namespace MiniKube.Schema.Decoding;

/// <summary>Reads RFC 3339 times and writes them as objects hold them: UTC, whole seconds or six digits.</summary>
internal static class Timestamp
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Micros = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly string[] Accepted =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static bool TryNormalize(string text, bool isMicro, out string normal)
    {
        normal = text;
        if (IsNormal(text, isMicro))
        {
            return true;
        }

        if (!HasZone(text) || !DateTimeOffset.TryParseExact(
            Shortened(text), Accepted, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return false;
        }

        normal = time.ToString(isMicro ? Micros : Seconds, CultureInfo.InvariantCulture);
        return true;
    }

    private static bool IsNormal(string text, bool isMicro) =>
        text.Length == (isMicro ? 27 : 20) && text[^1] == 'Z' && DateTime.TryParseExact(
            text, isMicro ? Micros : Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out _);

    private static bool HasZone(string text) => text.Length > 19 && (text[^1] == 'Z' || text[^6] is '+' or '-');

    /// <summary>Nanoseconds are cut: the clock type here ends at the seventh digit.</summary>
    private static string Shortened(string text)
    {
        if (text.Length < 20 || text[19] != '.')
        {
            return text;
        }

        var end = 20;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - 20 <= 7 ? text : string.Concat(text.AsSpan(0, 27), text.AsSpan(end));
    }
}
