using System.Globalization;
using System.Text;

namespace MiniKube.Cel.Values;

/// <summary>Values as <c>string()</c>, formats and messages write them.</summary>
internal static class CelText
{
    public static string Of(in CelValue value) => value.Kind switch
    {
        CelValueKind.Null => "null",
        CelValueKind.Bool => value.IsTrue ? "true" : "false",
        CelValueKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        CelValueKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture),
        CelValueKind.Double => OfDouble(value.AsDouble),
        CelValueKind.String => value.AsString,
        CelValueKind.Bytes => Encoding.UTF8.GetString(value.AsBytes),
        CelValueKind.Duration => CelDuration.Write(value.AsDuration),
        CelValueKind.Timestamp => value.AsTimestamp.ToString(),
        CelValueKind.List => OfList(value.AsList),
        CelValueKind.Map => OfMap(value.AsMap),
        CelValueKind.Object => value.AsObject.Type.Name,
        CelValueKind.Opaque => value.AsOpaque.ToString(),
        CelValueKind.Type => value.AsType.RuntimeName,
        CelValueKind.Optional => value.AsOptional is { } inner ? $"optional.of({Of(inner)})" : "optional.none()",
        _ => value.AsError,
    };

    /// <summary>As Go prints a float in its shortest form: an exponent from a million on, two digits of it at least.</summary>
    public static string OfDouble(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var magnitude = Math.Abs(value);
        if (magnitude != 0 && magnitude is < 1e-4 or >= 1e6)
        {
            return Exponential(value);
        }

        return text.Contains('E', StringComparison.Ordinal) ? value.ToString("F99", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.') : text;
    }

    private static string Exponential(double value)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 17; digits++)
        {
            var shorter = value.ToString($"E{digits}", CultureInfo.InvariantCulture);
            if (double.Parse(shorter, CultureInfo.InvariantCulture).Equals(value))
            {
                text = shorter;
                break;
            }
        }

        var at = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{text.AsSpan(0, at)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string OfList(CelList list)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < list.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Of(list[i]));
        }

        return text.Append(']').ToString();
    }

    private static string OfMap(CelMap map)
    {
        var text = new StringBuilder("{");
        foreach (var key in map.Keys)
        {
            _ = map.TryGet(key, out var value);
            text.Append(text.Length == 1 ? "" : ", ").Append(Of(key)).Append(": ").Append(Of(value));
        }

        return text.Append('}').ToString();
    }
}
