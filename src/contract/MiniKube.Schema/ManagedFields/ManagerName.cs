using System.Globalization;
using System.Text;

namespace MiniKube.Schema.ManagedFields;

/// <summary>What a field manager may be called.</summary>
public static class ManagerName
{
    /// <summary>Bytes of UTF-8.</summary>
    public const int BytesMax = 128;

    /// <summary>For a client that says nothing of itself.</summary>
    public const string Unknown = "unknown";

    /// <summary>The part of a user agent before the first slash, what cannot be printed left out, cut to the bound.</summary>
    public static string FromUserAgent(string userAgent)
    {
        var slash = userAgent.IndexOf('/', StringComparison.Ordinal);
        var product = slash < 0 ? userAgent : userAgent[..slash];
        var name = new StringBuilder(product.Length);
        var bytes = 0;
        foreach (var rune in product.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                continue;
            }

            bytes += rune.Utf8SequenceLength;
            if (bytes > BytesMax)
            {
                break;
            }

            name.Append(rune);
        }

        return name.Length == 0 ? Unknown : name.ToString();
    }

    /// <summary>What is wrong with a name that a client chose; null when nothing is.</summary>
    public static string? Complaint(string name)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(name) > BytesMax)
        {
            return $"may not be more than {BytesMax} bytes";
        }

        return name.EnumerateRunes().All(IsPrintable) ? null : "should only contain printable characters";
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
