using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>Keys found.</summary>
/// <param name="At">The revision they were read at: the one asked for, or the newest.</param>
/// <param name="Items">By key or in the order asked for, at most the limit.</param>
/// <param name="Count">All keys of the range at that revision, beyond the limit and the selection too.</param>
public sealed record RangeResult(Revision At, ImmutableArray<KeyValue> Items, long Count)
{
    /// <summary>More items were asked for than the limit let through.</summary>
    public bool IsCutOff { get; init; }
}
