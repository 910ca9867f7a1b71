using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store.Members;
using MiniKube.Store.Questions;

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

    public async ValueTask<long> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        loop.ThrowIfUnavailable();
        cancellationToken.ThrowIfCancellationRequested();
        return await loop.Desk.AskAsync(new LeaderQuestion.Renew(lease), cancellationToken) is LeaderAnswer.Seconds seconds
            ? seconds.Value
            : throw new RefusedException(Refusal.LeaseNotFound);
    }

    public async ValueTask<LeaseStatus?> FindAsync(LeaseId lease, bool withKeys, CancellationToken cancellationToken)
    {
        loop.ThrowIfUnavailable();
        cancellationToken.ThrowIfCancellationRequested();
        await loop.CatchUpAsync(cancellationToken);
        return loop.State.Leases.Find(lease) is { } found
            && await loop.Desk.AskAsync(new LeaderQuestion.Remaining(lease), cancellationToken) is LeaderAnswer.Seconds seconds
                ? new LeaseStatus(lease, found.TtlSeconds, seconds.Value, withKeys ? [.. found.Keys] : [])
                : null;
    }

    public async ValueTask<ImmutableArray<LeaseId>> ListAsync(CancellationToken cancellationToken)
    {
        loop.ThrowIfUnavailable();
        cancellationToken.ThrowIfCancellationRequested();
        await loop.CatchUpAsync(cancellationToken);
        return [.. loop.State.Leases.All.Select(lease => lease.Id)];
    }

    private async Task<LeaseChanged> ProposeAsync(LeaseId lease, long? ttlSeconds, CancellationToken cancellationToken)
    {
        loop.ThrowIfUnavailable();
        var proposal = new LeaseProposal(lease, ttlSeconds);
        await loop.ProposeAsync(proposal, cancellationToken);
        return await proposal.WaitAsync(cancellationToken);
    }
}
