using System.Globalization;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Syntax;

/// <summary>Reads the numbers of a program. Signs are read by the parser, which knows the smallest integer.</summary>
internal static class NumberReader
{
    public static (CelValue Value, int End) Read(string source, int start)
    {
        if (source[start] == '0' && start + 2 < source.Length && source[start + 1] is 'x' or 'X' && char.IsAsciiHexDigit(source[start + 2]))
        {
            return ReadHex(source, start);
        }

        var end = SkipDigits(source, start);
        var isReal = false;
        if (end + 1 < source.Length && source[end] == '.' && char.IsAsciiDigit(source[end + 1]))
        {
            isReal = true;
            end = SkipDigits(source, end + 1);
        }

        if (ExponentEnd(source, end) is { } exponent)
        {
            isReal = true;
            end = exponent;
        }

        var text = source.AsSpan(start, end - start);
        if (isReal)
        {
            var real = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(real) ? (real, end) : throw new CelSyntaxException(start, "invalid double literal");
        }

        var isParsed = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole);
        return Whole(source, start, end, isParsed ? whole : null);
    }

    /// <summary>The number that the text of a literal means when a minus stands before it; null when it is none.</summary>
    public static CelValue? Negative(string text)
    {
        if (text is "9223372036854775808" or "0x8000000000000000" or "0X8000000000000000")
        {
            return long.MinValue;
        }

        var value = Read(text, 0).Value;
        return value.Kind switch
        {
            CelValueKind.Int => -value.AsInt,
            CelValueKind.Double => -value.AsDouble,
            _ => null,
        };
    }

    private static (CelValue Value, int End) ReadHex(string source, int start)
    {
        var end = start + 2;
        while (end < source.Length && char.IsAsciiHexDigit(source[end]))
        {
            end++;
        }

        var isParsed = ulong.TryParse(source.AsSpan(start + 2, end - start - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var whole);
        return Whole(source, start, end, isParsed ? whole : null);
    }

    private static (CelValue Value, int End) Whole(string source, int start, int end, ulong? whole)
    {
        if (end < source.Length && source[end] is 'u' or 'U')
        {
            return (CelValue.Uint(whole ?? throw new CelSyntaxException(start, "invalid uint literal")), end + 1);
        }

        // One more than the largest is the smallest, with a sign: the parser decides.
        return whole switch
        {
            <= long.MaxValue => ((long)whole.Value, end),
            (ulong)long.MaxValue + 1 => (CelValue.Error("invalid int literal"), end),
            _ => throw new CelSyntaxException(start, "invalid int literal"),
        };
    }

    private static int SkipDigits(string source, int at)
    {
        while (at < source.Length && char.IsAsciiDigit(source[at]))
        {
            at++;
        }

        return at;
    }

    private static int? ExponentEnd(string source, int at)
    {
        if (at >= source.Length || source[at] is not ('e' or 'E'))
        {
            return null;
        }

        var digits = at + 1 < source.Length && source[at + 1] is '+' or '-' ? at + 2 : at + 1;
        return digits < source.Length && char.IsAsciiDigit(source[digits]) ? SkipDigits(source, digits) : null;
    }
}
