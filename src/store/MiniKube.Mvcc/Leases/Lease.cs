using System.Collections.Immutable;

namespace MiniKube.Mvcc.Leases;

/// <summary>A promise that keys go when nobody renews it. When that is, the owner of the state decides: here is no clock.</summary>
/// <param name="Id">Which.</param>
/// <param name="TtlSeconds">How long after its last renewal it may go.</param>
/// <param name="Keys">The keys that go with it, in order.</param>
public sealed record Lease(LeaseId Id, long TtlSeconds, ImmutableSortedSet<Key> Keys);
