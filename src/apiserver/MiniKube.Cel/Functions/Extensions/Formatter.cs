using System.Globalization;
using System.Text;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Extensions;

/// <summary>Fills in <c>"%s is %d".format([…])</c>: the verbs s, d, f, e, b, o, x, X and %%.</summary>
internal static class Formatter
{
    private const int PrecisionMax = 1000;
    private const int PrecisionDefault = 6;

    public static CelValue Format(string format, CelList arguments)
    {
        var made = new StringBuilder(format.Length);
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                made.Append(format[i]);
                continue;
            }

            if (++i < format.Length && format[i] == '%')
            {
                made.Append('%');
                continue;
            }

            if (!TryReadPrecision(format, ref i, out var precision) || i >= format.Length)
            {
                return CelValue.Error("unexpected end of format string");
            }

            if (next >= arguments.Count)
            {
                return CelValue.Error($"index {next} out of range");
            }

            var (text, error) = Write(format[i], precision, arguments[next++]);
            if (text is null)
            {
                return CelValue.Error($"error during formatting: {error}");
            }

            made.Append(text);
        }

        return made.ToString();
    }

    private static bool TryReadPrecision(string format, ref int at, out int precision)
    {
        precision = PrecisionDefault;
        if (at >= format.Length || format[at] != '.')
        {
            return at < format.Length;
        }

        var start = ++at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            at++;
        }

        return int.TryParse(format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision) && precision <= PrecisionMax;
    }

    private static (string? Text, string Error) Write(char verb, int precision, in CelValue value) => verb switch
    {
        's' => (Text(value), ""),
        'd' => value.Kind is CelValueKind.Int or CelValueKind.Uint ? (CelText.Of(value), "")
            : value.Kind == CelValueKind.Double && !double.IsFinite(value.AsDouble) ? (Infinite(value.AsDouble), "")
            : (null, $"decimal clause can only be used on integers, was given {value.TypeOf().RuntimeName}"),
        'f' => Real(value, "fixed-point", number => number.ToString($"F{precision}", CultureInfo.InvariantCulture)),
        'e' => Real(value, "scientific", number => Scientific(number, precision)),
        'b' => value.Kind == CelValueKind.Bool ? (value.IsTrue ? "1" : "0", "") : Whole(value, "only integers and bools can be formatted as binary", "B"),
        'o' => Whole(value, "octal clause can only be used on integers", "o"),
        'x' or 'X' => value.Kind switch
        {
            CelValueKind.String => (Hex(Encoding.UTF8.GetBytes(value.AsString), verb), ""),
            CelValueKind.Bytes => (Hex(value.AsBytes, verb), ""),
            _ => Whole(value, "only integers, byte buffers, and strings can be formatted as hex", verb == 'x' ? "x" : "X"),
        },
        _ => (null, $"could not parse formatting clause: unrecognized formatting clause \"{verb}\""),
    };

    private static string Text(in CelValue value) => value.Kind switch
    {
        CelValueKind.Double when !double.IsFinite(value.AsDouble) => Infinite(value.AsDouble),
        _ => CelText.Of(value),
    };

    private static string Infinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    /// <summary>Of doubles only; those that are no numbers may be given by their names.</summary>
    private static (string? Text, string Error) Real(in CelValue value, string clause, Func<double, string> write) => value.Kind switch
    {
        CelValueKind.Double when double.IsFinite(value.AsDouble) => (write(value.AsDouble), ""),
        CelValueKind.Double => (Infinite(value.AsDouble), ""),
        CelValueKind.String when value.AsString is "NaN" or "Infinity" or "-Infinity" => (value.AsString, ""),
        _ => (null, $"{clause} clause can only be used on doubles, was given {value.TypeOf().RuntimeName}"),
    };

    private static string Scientific(double number, int precision)
    {
        var text = number.ToString($"e{precision}", CultureInfo.InvariantCulture);
        var at = text.IndexOf('e', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{text.AsSpan(0, at)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static (string? Text, string Error) Whole(in CelValue value, string what, string form)
    {
        if (value.Kind is not (CelValueKind.Int or CelValueKind.Uint))
        {
            return (null, $"{what}, was given {value.TypeOf().RuntimeName}");
        }

        var isNegative = value.Kind == CelValueKind.Int && value.AsInt < 0;
        var magnitude = isNegative ? (ulong)-(Int128)value.AsInt : value.AsUint;
        var digits = form switch
        {
            "B" => magnitude.ToString("B", CultureInfo.InvariantCulture),
            "o" => Octal(magnitude),
            _ => magnitude.ToString(form, CultureInfo.InvariantCulture),
        };
        return (isNegative ? "-" + digits : digits, "");
    }

    private static string Octal(ulong value)
    {
        var made = new StringBuilder();
        do
        {
            made.Insert(0, (char)('0' + (value & 7)));
            value >>= 3;
        }
        while (value != 0);
        return made.ToString();
    }

    private static string Hex(byte[] bytes, char verb) => verb == 'X' ? Convert.ToHexString(bytes) : Convert.ToHexStringLower(bytes);
}
