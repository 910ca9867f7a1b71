namespace MiniKube.Mvcc;

/// <summary>A point in the one sequence of changes of a store; what clients see as <c>resourceVersion</c>.</summary>
public readonly record struct Revision(long Value) : IComparable<Revision>
{
    /// <summary>Before any change; in requests: the newest.</summary>
    public static readonly Revision Zero;

    public Revision Next => new(Value + 1);

    public int CompareTo(Revision other) => Value.CompareTo(other.Value);

    public static bool operator <(Revision left, Revision right) => left.Value < right.Value;

    public static bool operator >(Revision left, Revision right) => left.Value > right.Value;

    public static bool operator <=(Revision left, Revision right) => left.Value <= right.Value;

    public static bool operator >=(Revision left, Revision right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString();
}
