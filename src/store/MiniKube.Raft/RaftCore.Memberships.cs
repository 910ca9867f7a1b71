namespace MiniKube.Raft;

/// <summary>
/// Membership, changed one member at a time (thesis 4). A change holds from when it is applied; the next is only proposed then, and
/// nobody stands for election before applying all that it knows to be committed, so the quorums in use always overlap.
/// </summary>
public sealed partial class RaftCore
{
    /// <summary>The last entry that may change the membership.</summary>
    private LogIndex _pendingChange;

    /// <summary>A leader that is no member any more leads until a majority knows that this entry is committed; 0: it is a member.</summary>
    private LogIndex _leavesAfter;

    private bool IsLeaving => _leavesAfter > LogIndex.Zero;

    /// <summary>Appends a change of the membership, as leader: one at a time.</summary>
    public ProposeResult ProposeMembership(MembershipChange change)
    {
        if (Role != Role.Leader)
        {
            return ProposeResult.NoLeader;
        }

        if (IsTransferring || IsLeaving)
        {
            return ProposeResult.Transferring;
        }

        if (_pendingChange > _log.Applied)
        {
            return ProposeResult.ChangePending;
        }

        if (!Fits(change))
        {
            return ProposeResult.Invalid;
        }

        if (change.Kind == MembershipChangeKind.Promote && !HasCaughtUp(change.Member))
        {
            return ProposeResult.NotCaughtUp;
        }

        AppendAsLeader(EntryKind.Membership, (change with { After = Membership.Apply(change) }).Encode());
        _pendingChange = _log.Last;
        return ProposeResult.Accepted;
    }

    private bool Fits(MembershipChange change) => change.Kind == MembershipChangeKind.Update
        ? Membership.Contains(change.Member)
        : !change.Member.IsNone && !Membership.Apply(change).Equals(Membership);

    /// <summary>A voter that lags would cost the cluster its availability (thesis 4.2.1).</summary>
    private bool HasCaughtUp(MemberId member) =>
        _peers.Find(member) is { State: ProgressState.Replicate, IsActive: true } peer
        && _log.Committed - peer.Match <= _options.PromotionLagMax;

    private void ApplyMembership(in Entry entry)
    {
        if (MembershipChange.TryDecode(entry.Data) is { } change)
        {
            Follow(change.After ?? Membership.Apply(change));
        }
    }

    private void Follow(Membership membership)
    {
        if (!membership.Voters.SequenceEqual(Membership.Voters))
        {
            // Those who promised to wait need not be among those who may elect now.
            _lease.Forget();
        }

        Membership = membership;
        _peers.Follow(membership, _log.Last.Next);
        if (Role != Role.Leader)
        {
            return;
        }

        if (!membership.Voters.Contains(Id))
        {
            Leave();
        }

        if (_peers.Find(_transferTarget) is not { IsVoter: true })
        {
            StopTransfer();
        }

        // A smaller membership may have what it needs already.
        _isReplicationDue = true;
        CommitByQuorum();
        ConfirmRounds();
    }

    /// <summary>A removed leader counts for nothing, but goes on until the others know of it (thesis 4.2.2): they may need it to elect another.</summary>
    private void Leave()
    {
        _leavesAfter = _log.Applied;
        Replicate();
        _isRoundDue = true;
    }

    /// <summary>Names an heir and steps down, once a majority knows.</summary>
    private void ResignIfKnown()
    {
        if (!IsLeaving || _peers.KnownCommittedByQuorum() < _leavesAfter)
        {
            return;
        }

        if (Heir() is { } heir)
        {
            SendTimeoutNow(heir.Member);
        }

        BecomeFollower(Term, MemberId.None);
    }
}
