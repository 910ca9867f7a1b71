using System.Globalization;
using System.Text;
using MiniKube.Api.Durations;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>From one scalar type to another; what does not fit is an error.</summary>
internal static class Conversions
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    /// <summary>The longest text of a number, a time or a duration.</summary>
    private const ulong ScalarCharsMax = 36;

    public static IEnumerable<Overload> All => [.. ToInt(), .. ToUint(), .. ToDouble(), .. ToText(), .. ToOthers()];

    private static Overload Of(CelType from, CelType to, CelFunction body, CostModel? cost = null, string? name = null) =>
        Overload.Of(name ?? to.Name, [from], to, body, cost);

    private static IEnumerable<Overload> ToInt() =>
    [
        Of(CelType.Int, CelType.Int, static args => args[0]),
        Of(CelType.Uint, CelType.Int, static args => args[0].AsUint <= long.MaxValue ? (long)args[0].AsUint : Errors.IntOverflow),
        Of(CelType.Double, CelType.Int, static args => args[0].AsDouble is > -TwoTo63 and < TwoTo63 ? (long)args[0].AsDouble : Errors.IntOverflow),
        Of(CelType.Timestamp, CelType.Int, static args => args[0].AsTimestamp.Seconds),
        Of(CelType.Duration, CelType.Int, static args => args[0].AsDuration),
        Of(CelType.String, CelType.Int, static args => long.TryParse(args[0].AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : Errors.Conversion(args[0], "int")),
    ];

    private static IEnumerable<Overload> ToUint() =>
    [
        Of(CelType.Uint, CelType.Uint, static args => args[0]),
        Of(CelType.Int, CelType.Uint, static args => args[0].AsInt >= 0 ? CelValue.Uint((ulong)args[0].AsInt) : Errors.UintOverflow),
        Of(CelType.Double, CelType.Uint, static args => args[0].AsDouble is >= 0 and < TwoTo64 ? CelValue.Uint((ulong)args[0].AsDouble) : Errors.UintOverflow),
        Of(CelType.String, CelType.Uint, static args => ulong.TryParse(args[0].AsString, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? CelValue.Uint(number) : Errors.Conversion(args[0], "uint")),
    ];

    private static IEnumerable<Overload> ToDouble() =>
    [
        Of(CelType.Double, CelType.Double, static args => args[0]),
        Of(CelType.Int, CelType.Double, static args => (double)args[0].AsInt),
        Of(CelType.Uint, CelType.Double, static args => (double)args[0].AsUint),
        Of(CelType.String, CelType.Double, static args => TryReadDouble(args[0].AsString, out var number) ? number : Errors.Conversion(args[0], "double")),
    ];

    private static IEnumerable<Overload> ToText() =>
    [
        Of(CelType.String, CelType.String, static args => args[0]),
        .. new[] { CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Timestamp, CelType.Duration }
            .Select(type => Of(type, CelType.String, static args => CelText.Of(args[0]), CostModel.Short(ScalarCharsMax))),
        Of(CelType.Bytes, CelType.String, static args => ReadUtf8(args[0].AsBytes), CostModel.Rewrite(0)),
    ];

    private static IEnumerable<Overload> ToOthers() =>
    [
        Of(CelType.Bytes, CelType.Bytes, static args => args[0]),
        Of(CelType.String, CelType.Bytes, static args => CelValue.Bytes(Encoding.UTF8.GetBytes(args[0].AsString)), CostModel.Widen(0, 4, 0)),
        Of(CelType.Bool, CelType.Bool, static args => args[0]),
        Of(CelType.String, CelType.Bool, static args => args[0].AsString switch
        {
            "1" or "t" or "T" or "TRUE" or "true" or "True" => CelValue.True,
            "0" or "f" or "F" or "FALSE" or "false" or "False" => CelValue.False,
            _ => Errors.Conversion(args[0], "bool"),
        }),
        Of(CelType.Timestamp, CelType.Timestamp, static args => args[0], name: "timestamp"),
        Of(CelType.Int, CelType.Timestamp, static args => new CelTimestamp(args[0].AsInt, 0) is { IsInRange: true } time
            ? CelValue.Timestamp(time) : Errors.TimestampOverflow, name: "timestamp"),
        Of(CelType.String, CelType.Timestamp, static args => CelTimestamp.TryParse(args[0].AsString, out var time)
            ? CelValue.Timestamp(time) : Errors.Conversion(args[0], "google.protobuf.Timestamp"), name: "timestamp"),
        Of(CelType.Duration, CelType.Duration, static args => args[0], name: "duration"),
        Of(CelType.Int, CelType.Duration, static args => CelValue.Duration(args[0].AsInt), name: "duration"),
        Of(CelType.String, CelType.Duration, static args => GoDuration.TryParse(args[0].AsString, out long length)
            ? CelValue.Duration(length) : Errors.Conversion(args[0], "google.protobuf.Duration"), name: "duration"),
        Overload.Of("dyn", [CelType.Parameter("A")], CelType.Dyn, static args => args[0]),
        Overload.Of("type", [CelType.Parameter("A")], CelType.TypeOf(CelType.Parameter("A")), static args => CelValue.Type(args[0].TypeOf())),
    ];

    private static bool TryReadDouble(string text, out double number)
    {
        number = text.ToLowerInvariant() switch
        {
            "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => 0,
        };
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return number != 0 || (double.TryParse(text, Styles, CultureInfo.InvariantCulture, out number) && double.IsFinite(number));
    }

    private static CelValue ReadUtf8(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes)
        ? Encoding.UTF8.GetString(bytes)
        : CelValue.Error("invalid UTF-8 in bytes, cannot convert to string");
}
