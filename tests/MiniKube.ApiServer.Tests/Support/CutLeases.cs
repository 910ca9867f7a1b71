using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A store's leases, until the way to them is cut: as for a server that is killed.</summary>
internal sealed class CutLeases(ILeases leases) : ILeases
{
    private volatile bool _isCut;

    public void Cut() => _isCut = true;

    public ValueTask<LeaseGrant> GrantAsync(LeaseId lease, long ttlSeconds, CancellationToken cancellationToken) => Way.GrantAsync(lease, ttlSeconds, cancellationToken);

    public ValueTask<Revision> RevokeAsync(LeaseId lease, CancellationToken cancellationToken) => Way.RevokeAsync(lease, cancellationToken);

    public ValueTask<long> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken) => Way.KeepAliveAsync(lease, cancellationToken);

    public ValueTask<LeaseStatus?> FindAsync(LeaseId lease, bool withKeys, CancellationToken cancellationToken) => Way.FindAsync(lease, withKeys, cancellationToken);

    public ValueTask<ImmutableArray<LeaseId>> ListAsync(CancellationToken cancellationToken) => Way.ListAsync(cancellationToken);

    private ILeases Way => _isCut ? throw new StoreUnavailableException("the way is cut") : leases;
}
