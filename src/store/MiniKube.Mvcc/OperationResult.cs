using System.Collections.Immutable;

namespace MiniKube.Mvcc;

/// <summary>What one operation of a transaction found or did.</summary>
public abstract record OperationResult
{
    /// <param name="Previous">The value before; null for a creation.</param>
    /// <param name="Current">The value now.</param>
    public sealed record Put(KeyValue? Previous, KeyValue Current) : OperationResult;

    /// <param name="Previous">The values that are gone now.</param>
    public sealed record Delete(ImmutableArray<KeyValue> Previous) : OperationResult;

    /// <param name="Found">The value; null when the key does not exist.</param>
    public sealed record Get(KeyValue? Found) : OperationResult;

    /// <param name="Slice">What was found.</param>
    public sealed record GetRange(RangeSlice Slice) : OperationResult;

    /// <param name="Succeeded">True when the comparisons held.</param>
    /// <param name="Results">One for each operation of the branch taken, in order.</param>
    public sealed record Nested(bool Succeeded, ImmutableArray<OperationResult> Results) : OperationResult;
}
