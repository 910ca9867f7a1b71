using MiniKube.Raft.Quorums;

namespace MiniKube.Raft;

/// <summary>Elections: paper 5.2 and 5.4.1, pre-vote and check-quorum of the thesis (9.6, 6.2, 4.2.3).</summary>
public sealed partial class RaftCore
{
    private int _electionElapsed;
    private int _electionTimeout;
    private int _quietTicks;
    private int _offerTicks;

    /// <summary>Members that hear from a leader give no votes away: nobody can disturb it, and its lease holds.</summary>
    private bool HearsFromLeader =>
        (_options.CheckQuorum && !Leader.IsNone && _electionElapsed < _options.ElectionTicks) || _quietTicks > 0;

    /// <summary>
    /// Learners do not stand, nor does who has a snapshot to install. A removed member does where that disturbs nobody: the others may not
    /// know yet that it is removed, and lack the entries to elect another (thesis 4.2.2).
    /// </summary>
    private bool CanStand => _log.PendingSnapshot is null && (Membership.Voters.Contains(Id) || IsRemoved);

    private bool IsRemoved => _options.PreVote && _options.CheckQuorum && !Membership.Voters.IsEmpty && !Membership.Contains(Id);

    /// <summary>As if the election timeout had passed. Nothing happens where a lease forbids it.</summary>
    public void Campaign()
    {
        if (!_options.LeaseReads || !HearsFromLeader)
        {
            _electionElapsed = _electionTimeout;
            Campaign(isTransfer: false);
        }
    }

    private void TickElection()
    {
        _offerTicks = Math.Max(0, _offerTicks - 1);
        _electionElapsed++;
        if (_electionElapsed < _electionTimeout || _quietTicks > 0)
        {
            return;
        }

        if (CanStand)
        {
            Campaign(isTransfer: false);
        }
        else
        {
            LoseLeader();
            DrawElectionTimeout();
        }
    }

    private void Campaign(bool isTransfer)
    {
        // There may be a membership among what is not applied: who may stand, and whom to ask, is known when all that is committed is.
        if (Role == Role.Leader || !CanStand || _log.Applied < _log.Committed)
        {
            return;
        }

        _offerTicks = 0;
        if (_options.PreVote && !isTransfer)
        {
            BecomePreCandidate();
        }
        else
        {
            BecomeCandidate(isTransfer);
        }
    }

    /// <summary>An offer of leadership holds as long as the leader waits for it to be taken: for an election timeout, in its term.</summary>
    private void HandleTimeoutNow()
    {
        _offerTicks = Role == Role.Leader ? 0 : _options.ElectionTicks;
        Campaign(isTransfer: true);
    }

    /// <summary>Leadership was offered before this member had applied, or even heard, that it may take it.</summary>
    private void CampaignIfDue()
    {
        if (_offerTicks > 0)
        {
            Campaign(isTransfer: true);
        }
    }

    private void BecomePreCandidate()
    {
        LoseLeader();
        Role = Role.PreCandidate;
        Solicit(MessageKind.PreVote, Term.Next, isTransfer: false);
    }

    private void BecomeCandidate(bool isTransfer)
    {
        LoseLeader();
        Role = Role.Candidate;
        Term = Term.Next;
        _votedFor = Id;
        Solicit(MessageKind.Vote, Term, isTransfer);
    }

    /// <summary>Votes for itself and asks all others.</summary>
    private void Solicit(MessageKind kind, Term term, bool isTransfer)
    {
        DrawElectionTimeout();
        _votes.Clear();
        _votes.Record(Id, isGranted: true);
        foreach (var voter in Membership.Voters)
        {
            if (voter != Id)
            {
                SendAfter(new Message
                {
                    Kind = kind,
                    From = Id,
                    To = voter,
                    Term = term,
                    Index = _log.Last,
                    LogTerm = _log.LastTerm,
                    IsTransfer = isTransfer,
                });
            }
        }

        CountVotes();
    }

    private void HandleVote(Message message)
    {
        var isPreVote = message.Kind == MessageKind.PreVote;
        var isFree = _votedFor == message.From || (_votedFor.IsNone && Leader.IsNone) || (isPreVote && message.Term > Term);
        var isGranted = isFree && _log.IsUpToDate(message.Index, message.LogTerm);
        if (isGranted && !isPreVote)
        {
            _votedFor = message.From;
            _electionElapsed = 0;
        }

        SendAfter(new Message
        {
            Kind = isPreVote ? MessageKind.PreVoteAnswer : MessageKind.VoteAnswer,
            From = Id,
            To = message.From,
            Term = isGranted ? message.Term : Term,
            Rejected = !isGranted,
        });
    }

    private void HandleVoteAnswer(Message message)
    {
        var isPreVote = message.Kind == MessageKind.PreVoteAnswer;
        var isAsked = isPreVote
            ? Role == Role.PreCandidate && (message.Rejected || message.Term == Term.Next)
            : Role == Role.Candidate;
        if (!isAsked)
        {
            return;
        }

        _votes.Record(message.From, !message.Rejected);
        CountVotes();
    }

    private void CountVotes()
    {
        switch (_votes.Outcome(Membership))
        {
            case VoteOutcome.Won when Role == Role.PreCandidate:
                BecomeCandidate(isTransfer: false);
                break;
            case VoteOutcome.Won:
                BecomeLeader();
                break;
            case VoteOutcome.Lost:
                BecomeFollower(Term, MemberId.None);
                break;
            case VoteOutcome.Pending:
            default:
                break;
        }
    }

    private void BecomeFollower(Term term, MemberId leader)
    {
        Invariant.Holds(term >= Term, "the term cannot go back from {0} to {1}", Term, term);
        if (term > Term)
        {
            Term = term;
            _votedFor = MemberId.None;
            _offerTicks = 0;
        }

        if (Role == Role.Leader)
        {
            LeaveLeadership();
        }

        LoseLeader();
        Role = Role.Follower;
        Leader = leader;
        _votes.Clear();
        DrawElectionTimeout();
    }

    /// <summary>What was asked of the leader so far will not be answered.</summary>
    private void LoseLeader()
    {
        Leader = MemberId.None;
        RefuseForwardedReads();
    }

    private void DrawElectionTimeout()
    {
        _electionElapsed = 0;
        _electionTimeout = _options.ElectionTicks + _jitter(_options.ElectionTicks);
    }
}
