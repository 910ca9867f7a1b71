using MiniKube.Mvcc;

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
}
