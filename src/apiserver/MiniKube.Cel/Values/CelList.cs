namespace MiniKube.Cel.Values;

/// <summary>A list. Immutable as far as programs can see.</summary>
public abstract class CelList
{
    /// <summary>Longer ones cannot be made: putting lists together costs nothing.</summary>
    public const int CountMax = 1_000_000;

    public abstract int Count { get; }

    public abstract CelValue this[int index] { get; }

    /// <summary>The list with another's items behind its own; lists that are sets or maps in Kubernetes merge instead.</summary>
    public virtual CelList Concat(CelList other) => new JoinedList(this, other);

    /// <summary>Null when the order counts, as it does in most lists.</summary>
    public virtual bool? EqualsUnordered(CelList other) => null;
}
