using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store.Members;

namespace MiniKube.Store.Leases;

/// <summary>The leases of the embedded engine.</summary>
internal sealed class EmbeddedLeases(MemberHost loop) : ILeases
{
    /// <summary>What is asked for shorter lives so long, so that a lease can be renewed in time at all.</summary>
    private const long TtlSecondsMin = 1;

    public async ValueTask<LeaseGrant> GrantAsync(LeaseId lease, long ttlSeconds, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ttlSeconds, ILeases.TtlSecondsMax);
        var ttl = Math.Max(ttlSeconds, TtlSecondsMin);
        var granted = await ProposeAsync(lease, ttl, cancellationToken);
        return new LeaseGrant(granted.Lease, ttl);
    }

    public async ValueTask<Revision> RevokeAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var revoked = await ProposeAsync(lease, null, cancellationToken);
        return revoked.State.Current;
    }

    public ValueTask<long> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        loop.ThrowIfUnavailable();
        cancellationToken.ThrowIfCancellationRequested();
        return loop.LeaseClock.Renew(lease) is { } ttl
            ? new ValueTask<long>((long)ttl.TotalSeconds)
            : throw new RefusedException(Refusal.LeaseNotFound);
    }

    public ValueTask<LeaseStatus?> FindAsync(LeaseId lease, bool withKeys, CancellationToken cancellationToken)
    {
        loop.ThrowIfUnavailable();
        cancellationToken.ThrowIfCancellationRequested();
        LeaseStatus? status = null;
        if (loop.State.Leases.Find(lease) is { } found && loop.LeaseClock.Remaining(lease) is { } remaining)
        {
            status = new LeaseStatus(lease, found.TtlSeconds, (long)remaining.TotalSeconds, withKeys ? [.. found.Keys] : []);
        }

        return new ValueTask<LeaseStatus?>(status);
    }

    public ValueTask<ImmutableArray<LeaseId>> ListAsync(CancellationToken cancellationToken)
    {
        loop.ThrowIfUnavailable();
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<ImmutableArray<LeaseId>>([.. loop.State.Leases.All.Select(lease => lease.Id)]);
    }

    private async Task<LeaseChanged> ProposeAsync(LeaseId lease, long? ttlSeconds, CancellationToken cancellationToken)
    {
        loop.ThrowIfUnavailable();
        var proposal = new LeaseProposal(lease, ttlSeconds);
        await loop.ProposeAsync(proposal, cancellationToken);
        return await proposal.WaitAsync(cancellationToken);
    }
}
