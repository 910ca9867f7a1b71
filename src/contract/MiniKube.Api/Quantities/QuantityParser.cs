using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace MiniKube.Api.Quantities;

/// <summary>Reads <c>[sign] digits [. digits] [suffix]</c>.</summary>
internal static class QuantityParser
{
    private const string WrongFormat =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private const string WrongNumber = "unable to parse numeric part of quantity";
    private const string WrongSuffix = "unable to parse quantity's suffix";

    // Nobody writes more, and the work grows with the square.
    private const int DigitsMax = 400;

    // Beyond this every nonzero number is out of range, whatever its digits.
    private const int ExponentMax = 1000;

    private static readonly Int128 NanosMax = (Int128)long.MaxValue * Quantity.NanosPerUnit;
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity, [NotNullWhen(false)] out string? complaint)
    {
        quantity = default;
        complaint = Parse(text, ref quantity);
        return complaint is null;
    }

    private static string? Parse(ReadOnlySpan<char> text, ref Quantity quantity)
    {
        var negative = text.StartsWith('-');
        var unsigned = negative || text.StartsWith('+') ? text[1..] : text;
        var suffixAt = unsigned.IndexOfAnyExcept(NumberChars);
        var number = suffixAt < 0 ? unsigned : unsigned[..suffixAt];
        var suffix = suffixAt < 0 ? [] : unsigned[suffixAt..];
        if (number.IsEmpty)
        {
            return WrongFormat;
        }

        if (number.Length > DigitsMax || number.Count('.') > 1 || number is ".")
        {
            return WrongNumber;
        }

        if (!TryReadSuffix(suffix, out var exponent2, out var exponent10, out var format))
        {
            return IsSuffixLike(suffix) ? WrongSuffix : WrongFormat;
        }

        quantity = Quantity.FromNanos(Nanos(number, exponent2, exponent10) * (negative ? -1 : 1), format);
        return null;
    }

    private static Int128 Nanos(ReadOnlySpan<char> number, int exponent2, int exponent10)
    {
        var dot = number.IndexOf('.');
        var decimals = dot < 0 ? 0 : number.Length - dot - 1;
        exponent10 += 9 - decimals;
        if (number.Length <= 18 && exponent2 == 0 && exponent10 is >= 0 and <= 18)
        {
            return Int128.Min((Int128)SmallDigits(number) * PowerOfTen(exponent10), NanosMax);
        }

        // Fits: 50 bits of digits, 40 of the suffix, 30 of the nanos.
        if (number.Length <= 15 && exponent2 <= 40 && exponent10 is >= 0 and <= 9)
        {
            return Int128.Min(((Int128)SmallDigits(number) << exponent2) * PowerOfTen(exponent10), NanosMax);
        }

        return LargeNanos(number, exponent2, exponent10);
    }

    private static long SmallDigits(ReadOnlySpan<char> number)
    {
        var digits = 0L;
        foreach (var c in number)
        {
            digits = c == '.' ? digits : (digits * 10) + (c - '0');
        }

        return digits;
    }

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static Int128 LargeNanos(ReadOnlySpan<char> number, int exponent2, int exponent10)
    {
        var digits = BigInteger.Parse(string.Concat(number.ToString().Split('.')), NumberStyles.None, CultureInfo.InvariantCulture) << exponent2;
        if (digits.IsZero)
        {
            return 0;
        }

        if (exponent10 > ExponentMax)
        {
            return NanosMax;
        }

        if (exponent10 < -ExponentMax)
        {
            return 1;
        }

        if (exponent10 >= 0)
        {
            digits *= BigInteger.Pow(10, exponent10);
        }
        else
        {
            digits = BigInteger.DivRem(digits, BigInteger.Pow(10, -exponent10), out var rest);
            digits += rest.IsZero ? 0 : 1;
        }

        return digits > (BigInteger)NanosMax ? NanosMax : (Int128)digits;
    }

    private static bool TryReadSuffix(ReadOnlySpan<char> suffix, out int exponent2, out int exponent10, out QuantityFormat format)
    {
        exponent2 = suffix switch { "Ki" => 10, "Mi" => 20, "Gi" => 30, "Ti" => 40, "Pi" => 50, "Ei" => 60, _ => 0 };
        format = exponent2 > 0 ? QuantityFormat.BinarySi : QuantityFormat.DecimalSi;
        exponent10 = suffix switch { "n" => -9, "u" => -6, "m" => -3, "k" => 3, "M" => 6, "G" => 9, "T" => 12, "P" => 15, "E" => 18, _ => 0 };
        if (suffix.IsEmpty || exponent2 > 0 || exponent10 != 0)
        {
            return true;
        }

        format = QuantityFormat.DecimalExponent;
        if (suffix[0] is not ('e' or 'E') ||
            !long.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
        {
            return false;
        }

        exponent10 = (int)Math.Clamp(exponent, -2 * ExponentMax, 2 * ExponentMax);
        return true;
    }

    private static bool IsSuffixLike(ReadOnlySpan<char> suffix)
    {
        var letters = suffix.TrimStart("eEinumkKMGTP");
        var sign = letters.Length > 0 && letters[0] is '+' or '-' ? letters[1..] : letters;
        return sign.TrimStart("0123456789").IsEmpty;
    }
}
