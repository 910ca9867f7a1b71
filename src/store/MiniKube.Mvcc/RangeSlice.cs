using System.Collections.Immutable;

namespace MiniKube.Mvcc;

/// <summary>Keys found in a range.</summary>
/// <param name="Items">In the order asked for, at most the limit. References into the tree; nothing is copied.</param>
/// <param name="Count">All keys of the range, beyond the limit and whatever else was asked of them.</param>
/// <param name="IsCutOff">More items were asked for than the limit let through.</param>
public readonly record struct RangeSlice(ImmutableArray<KeyValue> Items, long Count, bool IsCutOff);
