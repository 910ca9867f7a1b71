using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>
/// Leases: keys that go when nobody renews their lease. Granting and revoking are changes like any other, durable when they return;
/// the time since the last renewal is only in the leader's memory, and a new leader begins with the whole of it again.
/// </summary>
public interface ILeases
{
    /// <summary>The longest time to live that can be asked for, as with etcd.</summary>
    const long TtlSecondsMax = 9_000_000_000;

    /// <summary>Begins a lease.</summary>
    /// <param name="lease">Its id; none: the store chooses one.</param>
    /// <param name="ttlSeconds">How long it lives without being renewed, at most <see cref="TtlSecondsMax"/>; the store may make it longer.</param>
    /// <param name="cancellationToken">Gives up waiting; the lease may still be granted.</param>
    /// <exception cref="RefusedException">There is a lease with that id.</exception>
    ValueTask<LeaseGrant> GrantAsync(LeaseId lease, long ttlSeconds, CancellationToken cancellationToken);

    /// <summary>Ends a lease and deletes its keys; returns the revision after that.</summary>
    /// <exception cref="RefusedException">There is no such lease.</exception>
    ValueTask<Revision> RevokeAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>Renews a lease; returns how many seconds it lives from now.</summary>
    /// <exception cref="RefusedException">There is no such lease, or it is ending.</exception>
    ValueTask<long> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>How a lease stands; null when there is none.</summary>
    ValueTask<LeaseStatus?> FindAsync(LeaseId lease, bool withKeys, CancellationToken cancellationToken);

    /// <summary>All leases.</summary>
    ValueTask<ImmutableArray<LeaseId>> ListAsync(CancellationToken cancellationToken);
}
