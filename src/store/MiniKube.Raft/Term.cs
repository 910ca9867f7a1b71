using System.Globalization;

namespace MiniKube.Raft;

/// <summary>Numbers the leaderships; each has at most one leader.</summary>
public readonly record struct Term(long Value) : IComparable<Term>
{
    /// <summary>Before the first election, and of the place before the first entry.</summary>
    public static readonly Term Zero;

    public static readonly Term First = new(1);

    public Term Next => new(Value + 1);

    public int CompareTo(Term other) => Value.CompareTo(other.Value);

    public static bool operator <(Term left, Term right) => left.Value < right.Value;

    public static bool operator >(Term left, Term right) => left.Value > right.Value;

    public static bool operator <=(Term left, Term right) => left.Value <= right.Value;

    public static bool operator >=(Term left, Term right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
