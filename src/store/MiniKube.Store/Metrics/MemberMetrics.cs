using MiniKube.Store.Members;

namespace MiniKube.Store.Metrics;

/// <summary>Asks a member's loop for its numbers; of one that has failed, tells what is still known.</summary>
internal sealed class MemberMetrics(MemberHost host, DiskLatencies latencies)
{
    public async ValueTask<StoreMetrics> ReadAsync(CancellationToken cancellationToken)
    {
        var status = await AskAsync(cancellationToken);
        var point = host.Point;
        return new StoreMetrics
        {
            HasLeader = status is { Leader.IsNone: false },
            IsLeader = status is not null && host.IsLeading,
            IsLearner = point.Roster.Membership.Learners.Contains(host.Identity.Member),
            Member = host.Identity.Member,
            LeaderChanges = host.LeaderChanges,
            Committed = status?.Committed ?? point.Index,
            Applied = status?.Applied ?? point.Index,
            ProposalsPending = status?.ProposalsPending ?? 0,
            ProposalsFailed = status?.ProposalsFailed ?? 0,
            Keys = point.State.Count,
            Leases = point.State.Leases.Count,
            Revision = point.State.Current,
            Compacted = point.State.Compacted,
            RoundTrips = host.RoundTrips,
            DiskBytes = status is null ? 0 : status.LogBytes + status.SnapshotBytes,
            LogSync = latencies.LogSync.Read(),
            SnapshotSync = latencies.SnapshotSync.Read(),
        };
    }

    private async ValueTask<MemberStatus?> AskAsync(CancellationToken cancellationToken)
    {
        if (host.Failure is not null)
        {
            return null;
        }

        try
        {
            var request = new StatusRequest();
            await host.ProposeAsync(request, cancellationToken);
            return await request.WaitAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
