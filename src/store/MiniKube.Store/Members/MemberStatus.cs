using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Logs;

namespace MiniKube.Store.Members;

/// <summary>How a member stands, at one moment of its loop.</summary>
internal sealed record MemberStatus
{
    public required StoreIdentity Identity { get; init; }

    public required Role Role { get; init; }

    public required MemberId Leader { get; init; }

    public required Term Term { get; init; }

    public required LogIndex Committed { get; init; }

    public required LogIndex Applied { get; init; }

    public required LogIndex Last { get; init; }

    public required long LogBytes { get; init; }

    public required long SnapshotBytes { get; init; }

    public required int ProposalsPending { get; init; }

    public required long ProposalsFailed { get; init; }

    /// <summary>What a leader knows of the others; empty on others.</summary>
    public required ImmutableArray<PeerStatus> Peers { get; init; }

    public static MemberStatus Of(RaftCore core, StateMachine machine, MemberLog log, RecoveredMember recovered, PendingProposals proposals)
    {
        List<PeerStatus> peers = [];
        core.CollectPeers(peers);
        return new MemberStatus
        {
            Identity = recovered.Identity,
            Role = core.Role,
            Leader = core.Leader,
            Term = core.Term,
            Committed = core.Committed,
            Applied = machine.Applied,
            Last = log.Last,
            LogBytes = log.Bytes,
            SnapshotBytes = recovered.Snapshots?.NewestBytes ?? 0,
            ProposalsPending = proposals.Sent + proposals.Waiting,
            ProposalsFailed = proposals.Failed,
            Peers = [.. peers],
        };
    }
}
