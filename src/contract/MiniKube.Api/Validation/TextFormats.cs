using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniKube.Api.Validation;

/// <summary>Formats of texts that schemas and programs name, as loose or strict as upstream takes them.</summary>
public static partial class TextFormats
{
    /// <summary>Each dash may be left out.</summary>
    public static bool IsUuid(string text) => UuidPattern.IsMatch(text);

    /// <summary>In whole groups of four; nothing is none.</summary>
    public static bool IsBase64(string text) =>
        text.Length > 0 && text.Length % 4 == 0 && !text.AsSpan().TrimEnd('=').ContainsAnyExcept(Base64Chars) && !text.EndsWith("===", StringComparison.Ordinal);

    public static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>A date and a time of the day with its zone, of which the offset may be any.</summary>
    public static bool IsDateTime(string text) =>
        text.Length > 11 && text[10] is 'T' or 't' && IsDate(text[..10]) && TimePattern.IsMatch(text.AsSpan(11));

    private static readonly System.Buffers.SearchValues<char> Base64Chars = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    [GeneratedRegex("^[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex UuidPattern { get; }

    // Upstream takes any character before the fraction of a second.
    [GeneratedRegex("^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern { get; }
}
