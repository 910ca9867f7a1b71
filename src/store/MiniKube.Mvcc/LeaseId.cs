namespace MiniKube.Mvcc;

/// <summary>Which lease; zero is none.</summary>
public readonly record struct LeaseId(long Value) : IComparable<LeaseId>
{
    public static readonly LeaseId None;

    public bool IsNone => Value == 0;

    public int CompareTo(LeaseId other) => Value.CompareTo(other.Value);

    public static bool operator <(LeaseId left, LeaseId right) => left.Value < right.Value;

    public static bool operator >(LeaseId left, LeaseId right) => left.Value > right.Value;

    public static bool operator <=(LeaseId left, LeaseId right) => left.Value <= right.Value;

    public static bool operator >=(LeaseId left, LeaseId right) => left.Value >= right.Value;

    /// <summary>In hexadecimal, as etcd's tools write it.</summary>
    public override string ToString() => Value.ToString("x");
}
