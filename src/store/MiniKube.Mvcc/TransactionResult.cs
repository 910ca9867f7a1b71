using System.Collections.Immutable;

namespace MiniKube.Mvcc;

/// <summary>How a transaction went.</summary>
/// <param name="Succeeded">True when the comparisons held.</param>
/// <param name="At">The store's revision after it.</param>
/// <param name="Results">One for each operation of the branch taken, in order.</param>
public sealed record TransactionResult(bool Succeeded, Revision At, ImmutableArray<OperationResult> Results)
{
    /// <summary>Why nothing was done; the store's seam throws instead of showing this.</summary>
    public Refusal Refusal { get; init; }
}
