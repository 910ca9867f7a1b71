using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MiniKube.Api.Quantities;

/// <summary>
/// An exact amount of a resource: <c>100m</c>, <c>1.5</c>, <c>64Mi</c>, <c>2e3</c>. Finer than a billionth is rounded up, as upstream does.
/// Two quantities are equal when they mean the same amount, whatever their form.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Quantity : IComparable<Quantity>, IEquatable<Quantity>
{
    internal const long NanosPerUnit = 1_000_000_000;
    private const long NanosPerMilli = 1_000_000;

    private Quantity(Int128 nanos, QuantityFormat format)
    {
        Nanos = nanos;
        Format = format;
    }

    public static Quantity Zero => default;

    public QuantityFormat Format { get; }

    public bool IsZero => Nanos == 0;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Int128.Sign(Nanos);

    /// <summary>Whole units, a fraction rounded away from zero.</summary>
    public long Value => Scaled(NanosPerUnit);

    /// <summary>Thousandths, finer ones rounded away from zero.</summary>
    public long MilliValue => Scaled(NanosPerMilli);

    /// <summary>The amount in billionths.</summary>
    internal Int128 Nanos { get; }

    public static Quantity FromUnits(long units, QuantityFormat format = QuantityFormat.DecimalSi) =>
        new((Int128)units * NanosPerUnit, format);

    public static Quantity FromMilli(long milli, QuantityFormat format = QuantityFormat.DecimalSi) =>
        new((Int128)milli * NanosPerMilli, format);

    internal static Quantity FromNanos(Int128 nanos, QuantityFormat format) => new(nanos, format);

    /// <exception cref="FormatException">The text is not a quantity; the message is upstream's.</exception>
    public static Quantity Parse(ReadOnlySpan<char> text) =>
        QuantityParser.TryParse(text, out var quantity, out var complaint) ? quantity : throw new FormatException(complaint);

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity) => QuantityParser.TryParse(text, out quantity, out _);

    /// <summary>Reads a quantity, or says in upstream's words why the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity, [NotNullWhen(false)] out string? complaint) =>
        QuantityParser.TryParse(text, out quantity, out complaint);

    public static Quantity operator +(Quantity left, Quantity right) => new(left.Nanos + right.Nanos, FormatOf(left, right));

    public static Quantity operator -(Quantity left, Quantity right) => new(left.Nanos - right.Nanos, FormatOf(left, right));

    public static Quantity operator -(Quantity value) => new(-value.Nanos, value.Format);

    public static bool operator ==(Quantity left, Quantity right) => left.Nanos == right.Nanos;

    public static bool operator !=(Quantity left, Quantity right) => left.Nanos != right.Nanos;

    public static bool operator <(Quantity left, Quantity right) => left.Nanos < right.Nanos;

    public static bool operator >(Quantity left, Quantity right) => left.Nanos > right.Nanos;

    public static bool operator <=(Quantity left, Quantity right) => left.Nanos <= right.Nanos;

    public static bool operator >=(Quantity left, Quantity right) => left.Nanos >= right.Nanos;

    public static Quantity Max(Quantity left, Quantity right) => left >= right ? left : right;

    public static Quantity Min(Quantity left, Quantity right) => left <= right ? left : right;

    public Quantity Add(Quantity other) => this + other;

    public Quantity Subtract(Quantity other) => this - other;

    public Quantity Negate() => -this;

    public int CompareTo(Quantity other) => Nanos.CompareTo(other.Nanos);

    public bool Equals(Quantity other) => Nanos == other.Nanos;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => Nanos.GetHashCode();

    /// <summary>The canonical form: the largest suffix that leaves no fraction.</summary>
    public override string ToString() => QuantityWriter.Write(this);

    private static QuantityFormat FormatOf(Quantity left, Quantity right) => left.IsZero ? right.Format : left.Format;

    private long Scaled(long nanosPerStep)
    {
        var (whole, rest) = Int128.DivRem(Nanos, nanosPerStep);
        var rounded = rest == 0 ? whole : whole + Int128.Sign(rest);
        return (long)Int128.Clamp(rounded, long.MinValue, long.MaxValue);
    }
}
