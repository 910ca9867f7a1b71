using System.Collections.Immutable;

namespace MiniKube.Mvcc;

/// <summary>What granting or revoking a lease made of a state.</summary>
/// <param name="State">The state after it; the same one when it was refused.</param>
/// <param name="Refusal">Why nothing happened, if so.</param>
/// <param name="Lease">The lease; chosen by the state when a grant named none.</param>
/// <param name="Events">The deletions of the lease's keys, all of one revision, in order.</param>
public readonly record struct LeaseChanged(MvccState State, Refusal Refusal, LeaseId Lease, ImmutableArray<KeyEvent> Events);
