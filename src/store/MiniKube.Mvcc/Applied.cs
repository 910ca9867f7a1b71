using System.Collections.Immutable;

namespace MiniKube.Mvcc;

/// <summary>What a transaction made of a state.</summary>
/// <param name="State">The state after it; the same one when nothing changed.</param>
/// <param name="Result">The answer.</param>
/// <param name="Events">The changes, all of one revision, in the order of the operations; empty when nothing changed.</param>
public readonly record struct Applied(MvccState State, TransactionResult Result, ImmutableArray<KeyEvent> Events);
