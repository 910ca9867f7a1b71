using MiniKube.Raft.Quorums;

namespace MiniKube.Raft.Replication;

/// <summary>The progress of all members, this one among them, in the order of their ids.</summary>
internal sealed class PeerTable(RaftOptions options)
{
    private const int VotersOnStack = 16;

    private readonly List<Progress> _all = [];

    public IReadOnlyList<Progress> All => _all;

    public int VoterCount { get; private set; }

    public Progress? Find(MemberId member)
    {
        foreach (var progress in _all)
        {
            if (progress.Member == member)
            {
                return progress;
            }
        }

        return null;
    }

    /// <summary>Follows the membership; a new member begins with the given next entry, and counts as heard from.</summary>
    public void Follow(Membership membership, LogIndex next)
    {
        _all.RemoveAll(progress => !membership.Contains(progress.Member));
        foreach (var member in membership.Voters.Union(membership.Learners))
        {
            var progress = Find(member);
            if (progress is null)
            {
                progress = new Progress(member, options);
                progress.Reset(next, LogIndex.Zero);
                progress.IsActive = true;
                _all.Add(progress);
            }

            progress.IsVoter = membership.Voters.Contains(member);
        }

        _all.Sort((left, right) => left.Member.CompareTo(right.Member));
        VoterCount = membership.Voters.Count;
    }

    /// <summary>The last entry that is durable on a majority of the voters.</summary>
    public LogIndex CommittedByQuorum() => new(ReachedByQuorum(static peer => peer.Match.Value));

    /// <summary>How far a majority of the voters knows the log to be committed.</summary>
    public LogIndex KnownCommittedByQuorum() => new(ReachedByQuorum(static peer => peer.KnownCommitted.Value));

    /// <summary>The newest heartbeat round that a majority of the voters answered.</summary>
    public long RoundAnsweredByQuorum() => ReachedByQuorum(static peer => peer.RoundAnswered);

    /// <summary>Whether a majority was heard from since the last call.</summary>
    public bool TakeQuorumActivity(MemberId self)
    {
        var active = 0;
        foreach (var progress in _all)
        {
            if (progress.IsVoter && (progress.IsActive || progress.Member == self))
            {
                active++;
            }

            progress.IsActive = progress.Member == self;
        }

        return active >= Majority.Of(VoterCount);
    }

    private long ReachedByQuorum(Func<Progress, long> value)
    {
        Span<long> values = VoterCount <= VotersOnStack ? stackalloc long[VotersOnStack] : new long[VoterCount];
        var count = 0;
        foreach (var progress in _all)
        {
            if (progress.IsVoter)
            {
                values[count++] = value(progress);
            }
        }

        return Majority.Reached(values[..count]);
    }
}
