using System.Globalization;

namespace MiniKube.Api.Quantities;

/// <summary>Writes the canonical form.</summary>
internal static class QuantityWriter
{
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static string Write(Quantity quantity)
    {
        if (quantity.IsZero)
        {
            return "0";
        }

        var (units, fraction) = Int128.DivRem(quantity.Nanos, Quantity.NanosPerUnit);

        // Below 1024, and where the binary form would round, the decimal one says it better.
        return quantity.Format == QuantityFormat.BinarySi && fraction == 0 && Int128.Abs(units) >= 1024
            ? Binary(units)
            : Decimal(quantity.Nanos, quantity.Format);
    }

    private static string Binary(Int128 units)
    {
        var step = 0;
        while (step < BinarySuffixes.Length - 1 && units % 1024 == 0)
        {
            units /= 1024;
            step++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{units}{BinarySuffixes[step]}");
    }

    private static string Decimal(Int128 nanos, QuantityFormat format)
    {
        var step = 0;
        while (step < DecimalSuffixes.Length - 1 && nanos % 1000 == 0)
        {
            nanos /= 1000;
            step++;
        }

        var exponent = (step * 3) - 9;
        return format != QuantityFormat.DecimalExponent
            ? string.Create(CultureInfo.InvariantCulture, $"{nanos}{DecimalSuffixes[step]}")
            : exponent == 0
                ? nanos.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{nanos}e{exponent}");
    }
}
