using System.Globalization;
using System.Text;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Syntax;

/// <summary>Reads string and bytes literals with all their escapes.</summary>
internal static class LiteralReader
{
    /// <summary>Null when no string begins there.</summary>
    public static StringPrefix? StringStart(string source, int at)
    {
        var isBytes = source[at] is 'b' or 'B';
        var next = isBytes ? at + 1 : at;
        var isRaw = next < source.Length && source[next] is 'r' or 'R';
        next = isRaw ? next + 1 : next;
        return next < source.Length && source[next] is '"' or '\'' ? new StringPrefix(isBytes, isRaw, next) : null;
    }

    public static (CelValue Value, int End) ReadString(string source, int start, StringPrefix prefix)
    {
        var quote = source[prefix.QuoteAt];
        var isTriple = source.AsSpan(prefix.QuoteAt).StartsWith([quote, quote, quote]);
        var at = prefix.QuoteAt + (isTriple ? 3 : 1);
        var body = at;
        while (true)
        {
            if (at >= source.Length || (!isTriple && source[at] is '\n' or '\r'))
            {
                throw new CelSyntaxException(
                    start, $"Syntax error: token recognition error at: '{source[start..Math.Min(Math.Min(at, source.Length), start + 40)]}'");
            }

            if (source[at] == '\\' && !prefix.IsRaw)
            {
                at += 2;
            }
            else if (source[at] == quote && (!isTriple || source.AsSpan(at).StartsWith([quote, quote, quote])))
            {
                break;
            }
            else
            {
                at++;
            }
        }

        var text = source.AsSpan(body, at - body);
        var value = prefix.IsBytes ? CelValue.Bytes(Bytes(text, prefix.IsRaw, start)) : (CelValue)Text(text, prefix.IsRaw, start);
        return (value, at + (isTriple ? 3 : 1));
    }

    private static string Text(ReadOnlySpan<char> body, bool isRaw, int start)
    {
        var normal = body.Contains('\r') ? body.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : body;
        if (isRaw || !normal.Contains('\\'))
        {
            return normal.ToString();
        }

        var made = new StringBuilder(normal.Length);
        for (var i = 0; i < normal.Length;)
        {
            if (normal[i] != '\\')
            {
                made.Append(normal[i++]);
                continue;
            }

            var (code, length, _) = Escape(normal[i..], start);
            if (!Rune.TryCreate(code, out var rune))
            {
                throw Wrong(start);
            }

            made.Append(rune.ToString());
            i += length;
        }

        return made.ToString();
    }

    private static byte[] Bytes(ReadOnlySpan<char> body, bool isRaw, int start)
    {
        using var made = new MemoryStream(body.Length);
        for (var i = 0; i < body.Length;)
        {
            if (body[i] == '\\' && !isRaw)
            {
                var (code, length, isUnicode) = Escape(body[i..], start);
                if (isUnicode)
                {
                    throw Wrong(start);
                }

                made.WriteByte((byte)code);
                i += length;
                continue;
            }

            var end = isRaw ? -1 : body[i..].IndexOf('\\');
            var plain = end < 0 ? body[i..] : body.Slice(i, end);
            made.Write(Encoding.UTF8.GetBytes(plain.ToString()));
            i += plain.Length;
        }

        return made.ToArray();
    }

    /// <summary>What an escape means, and how long it is.</summary>
    private static (int Code, int Length, bool IsUnicode) Escape(ReadOnlySpan<char> text, int start) => text.Length < 2 ? throw Wrong(start) : text[1] switch
    {
        'a' => (7, 2, false),
        'b' => (8, 2, false),
        'f' => (12, 2, false),
        'n' => (10, 2, false),
        'r' => (13, 2, false),
        't' => (9, 2, false),
        'v' => (11, 2, false),
        '\\' or '?' or '"' or '\'' or '`' => (text[1], 2, false),
        'x' or 'X' => (Digits(text, 2, 2, start), 4, false),
        'u' => (Digits(text, 2, 4, start), 6, true),
        'U' => (Digits(text, 2, 8, start), 10, true),
        >= '0' and <= '3' => (Octal(text, start), 4, false),
        _ => throw Wrong(start),
    };

    private static int Digits(ReadOnlySpan<char> text, int from, int count, int start) =>
        text.Length >= from + count && uint.TryParse(text.Slice(from, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code <= 0x10FFFF
            ? (int)code
            : throw Wrong(start);

    private static int Octal(ReadOnlySpan<char> text, int start)
    {
        if (text.Length < 4 || text[2] is < '0' or > '7' || text[3] is < '0' or > '7')
        {
            throw Wrong(start);
        }

        return ((text[1] - '0') << 6) | ((text[2] - '0') << 3) | (text[3] - '0');
    }

    private static CelSyntaxException Wrong(int start) => new(start, "invalid string literal: unable to unescape string");
}
