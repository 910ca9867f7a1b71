using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>Keys found.</summary>
/// <param name="At">The revision they were read at: the one asked for, or the newest.</param>
/// <param name="Items">In key order, at most the limit.</param>
/// <param name="Count">All keys of the range at that revision, beyond the limit too.</param>
public sealed record RangeResult(Revision At, ImmutableArray<KeyValue> Items, long Count);
