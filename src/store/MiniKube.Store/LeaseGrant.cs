using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>A lease that was granted.</summary>
/// <param name="Lease">Its id.</param>
/// <param name="TtlSeconds">How long it lives without being renewed.</param>
public sealed record LeaseGrant(LeaseId Lease, long TtlSeconds);
