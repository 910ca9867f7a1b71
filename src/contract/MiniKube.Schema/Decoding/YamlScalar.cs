using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MiniKube.Schema.Decoding;

/// <summary>Says what a YAML scalar means, by the rules of YAML 1.1 as Kubernetes reads them.</summary>
internal static partial class YamlScalar
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    // An exponent needs its sign: 1e3 is text.
    [GeneratedRegex(@"^[-+]?[0-9]*\.?[0-9]+([eE][-+][0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float { get; }

    public static void Write(Utf8JsonWriter writer, Scalar scalar)
    {
        switch (Resolve(scalar))
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case double:
                throw new DecodeException($"error converting YAML to JSON: json: unsupported value: {scalar.Value}");
            case var text:
                writer.WriteStringValue((string)text);
                break;
        }
    }

    /// <summary>A key is always text: the canonical form of what it resolves to.</summary>
    public static string Key(Scalar scalar) => Resolve(scalar) switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var text => (string)text,
    };

    private static object? Resolve(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag == $"{TagPrefix}str" || tag == "!")
        {
            return scalar.Value;
        }

        if (tag == $"{TagPrefix}binary")
        {
            return Binary(scalar.Value);
        }

        return scalar.Style == ScalarStyle.Plain || tag.StartsWith(TagPrefix, StringComparison.Ordinal)
            ? Plain(scalar.Value)
            : scalar.Value;
    }

    private static object? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
        "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
        _ when char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.' => Number(text) ?? text,
        _ => text,
    };

    private static object? Number(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (text[0] != '.' && Integer(plain) is { } integer)
        {
            return integer;
        }

        return Float.IsMatch(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static object? Integer(string plain)
    {
        var negative = plain.StartsWith('-');
        var digits = plain.AsSpan(negative || plain.StartsWith('+') ? 1 : 0);
        if (digits.IsEmpty || !TryReadMagnitude(digits, out var magnitude))
        {
            return null;
        }

        return (negative, magnitude) switch
        {
            (false, <= long.MaxValue) => (long)magnitude,
            (false, _) => magnitude,
            (true, <= (ulong)long.MaxValue + 1) => unchecked(-(long)magnitude),
            _ => null,
        };
    }

    private static bool TryReadMagnitude(ReadOnlySpan<char> digits, out ulong magnitude)
    {
        var (radix, prefix) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16u, 2),
            ['0', 'b' or 'B', ..] => (2u, 2),
            ['0', 'o' or 'O', ..] => (8u, 2),
            ['0', _, ..] => (8u, 1),
            _ => (10u, 0),
        };
        var rest = digits[prefix..];
        magnitude = 0;
        foreach (var c in rest)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToUInt32(c.ToString(), 16) : uint.MaxValue;
            if (digit >= radix || magnitude > (ulong.MaxValue - digit) / radix)
            {
                return false;
            }

            magnitude = (magnitude * radix) + digit;
        }

        return !rest.IsEmpty;
    }

    private static string Binary(string text)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException failure)
        {
            throw new DecodeException("error converting YAML to JSON: yaml: !!binary value contains invalid base64 data", failure);
        }
    }
}
