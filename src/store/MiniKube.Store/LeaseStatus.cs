using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>How a lease stands.</summary>
/// <param name="Lease">Which.</param>
/// <param name="TtlSeconds">How long it lives without being renewed.</param>
/// <param name="RemainingSeconds">How long it lives from now unless it is renewed, rounded down.</param>
/// <param name="Keys">The keys that go with it, in order, where asked for.</param>
public sealed record LeaseStatus(LeaseId Lease, long TtlSeconds, long RemainingSeconds, ImmutableArray<Key> Keys);
