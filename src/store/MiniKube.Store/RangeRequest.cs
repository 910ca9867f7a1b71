using MiniKube.Mvcc;
using MiniKube.Mvcc.Ranges;

namespace MiniKube.Store;

/// <summary>Which keys to read, and when.</summary>
/// <param name="Range">The keys.</param>
public sealed record RangeRequest(KeyRange Range)
{
    /// <summary>The revision to read at; zero for the newest, linearizably.</summary>
    public Revision At { get; init; }

    /// <summary>At most so many keys; 0 for no limit.</summary>
    public int Limit { get; init; }

    /// <summary>Only <see cref="RangeResult.Count"/> is wanted.</summary>
    public bool CountOnly { get; init; }

    /// <summary>What this member has will do, be it a little old: no other member is asked.</summary>
    public bool Serializable { get; init; }

    /// <summary>Which items of the range, and in what order; null: all, by key.</summary>
    public RangeSelection? Selection { get; init; }
}
