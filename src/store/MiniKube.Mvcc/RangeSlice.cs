using System.Collections.Immutable;

namespace MiniKube.Mvcc;

/// <summary>Keys found in a range.</summary>
/// <param name="Items">In key order, at most the limit. References into the tree; nothing is copied.</param>
/// <param name="Count">All keys of the range, beyond the limit too.</param>
public readonly record struct RangeSlice(ImmutableArray<KeyValue> Items, long Count);
