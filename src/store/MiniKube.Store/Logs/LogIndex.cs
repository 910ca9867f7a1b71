namespace MiniKube.Store.Logs;

/// <summary>The place of an entry in the log; the first is 1.</summary>
internal readonly record struct LogIndex(long Value) : IComparable<LogIndex>
{
    public LogIndex Next => new(Value + 1);

    public int CompareTo(LogIndex other) => Value.CompareTo(other.Value);

    public static bool operator <(LogIndex left, LogIndex right) => left.Value < right.Value;

    public static bool operator >(LogIndex left, LogIndex right) => left.Value > right.Value;

    public static bool operator <=(LogIndex left, LogIndex right) => left.Value <= right.Value;

    public static bool operator >=(LogIndex left, LogIndex right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString();
}
