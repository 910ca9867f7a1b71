using System.Text;

namespace MiniKube.Cel.Values;

/// <summary>Texts by code points: that is how the language counts.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var count = text.Length;
        for (var i = 0; i < text.Length - 1; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
            {
                count--;
                i++;
            }
        }

        return count;
    }

    /// <summary>Where the code point of the number begins; null beyond the end, the end itself is allowed.</summary>
    public static int? OffsetOf(string text, long number)
    {
        if (number < 0 || number > text.Length)
        {
            return null;
        }

        var at = 0;
        for (var i = 0L; i < number; i++)
        {
            if (at >= text.Length)
            {
                return null;
            }

            at += at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
        }

        return at;
    }

    /// <summary>The number of the code point at a place in the text.</summary>
    public static long NumberOf(string text, int offset)
    {
        var count = 0L;
        for (var i = 0; i < offset; i++)
        {
            i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 1 : 0;
            count++;
        }

        return count;
    }

    public static string Reverse(string text)
    {
        var made = new StringBuilder(text.Length);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (i > 0 && char.IsSurrogatePair(text[i - 1], text[i]))
            {
                made.Append(text[i - 1]).Append(text[i]);
                i--;
            }
            else
            {
                made.Append(text[i]);
            }
        }

        return made.ToString();
    }
}
