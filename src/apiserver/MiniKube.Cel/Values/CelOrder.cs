namespace MiniKube.Cel.Values;

/// <summary>Which of two values comes first.</summary>
public static class CelOrder
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    /// <summary>Negative, zero or positive; null where there is no order.</summary>
    public static int? Compare(in CelValue left, in CelValue right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return CompareNumbers(left, right);
        }

        if (left.Kind != right.Kind)
        {
            return null;
        }

        return left.Kind switch
        {
            CelValueKind.Bool => left.IsTrue.CompareTo(right.IsTrue),
            CelValueKind.String => CompareTexts(left.AsString, right.AsString),
            CelValueKind.Bytes => left.AsBytes.AsSpan().SequenceCompareTo(right.AsBytes),
            CelValueKind.Duration => left.AsDuration.CompareTo(right.AsDuration),
            CelValueKind.Timestamp => left.AsTimestamp.CompareTo(right.AsTimestamp),
            _ => null,
        };
    }

    /// <summary>Null when one is not a number.</summary>
    public static int? CompareNumbers(in CelValue left, in CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelValueKind.Int, CelValueKind.Int) => left.AsInt.CompareTo(right.AsInt),
        (CelValueKind.Uint, CelValueKind.Uint) => left.AsUint.CompareTo(right.AsUint),
        (CelValueKind.Int, CelValueKind.Uint) => left.AsInt < 0 ? -1 : ((ulong)left.AsInt).CompareTo(right.AsUint),
        (CelValueKind.Uint, CelValueKind.Int) => right.AsInt < 0 ? 1 : left.AsUint.CompareTo((ulong)right.AsInt),
        (CelValueKind.Double, CelValueKind.Double) => Ordered(left.AsDouble, right.AsDouble),
        (CelValueKind.Int, _) => CompareInt(left.AsInt, right.AsDouble),
        (CelValueKind.Uint, _) => CompareUint(left.AsUint, right.AsDouble),
        (_, CelValueKind.Int) => -CompareInt(right.AsInt, left.AsDouble),
        _ => -CompareUint(right.AsUint, left.AsDouble),
    };

    private static int? Ordered(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);

    private static int? CompareInt(long left, double right)
    {
        if (double.IsNaN(right))
        {
            return null;
        }

        if (right >= TwoTo63)
        {
            return -1;
        }

        if (right < -TwoTo63)
        {
            return 1;
        }

        var whole = Math.Truncate(right);
        var order = left.CompareTo((long)whole);
        return order != 0 ? order : whole.CompareTo(right);
    }

    private static int? CompareUint(ulong left, double right)
    {
        if (double.IsNaN(right))
        {
            return null;
        }

        if (right >= TwoTo64)
        {
            return -1;
        }

        if (right < 0)
        {
            return 1;
        }

        var whole = Math.Truncate(right);
        var order = left.CompareTo((ulong)whole);
        return order != 0 ? order : whole.CompareTo(right);
    }

    /// <summary>By code points. UTF-16 orders its surrogates before what is above them.</summary>
    private static int CompareTexts(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[same], right[same]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
