using MiniKube.Raft.Logs;
using MiniKube.Raft.Proposals;
using MiniKube.Raft.Quorums;
using MiniKube.Raft.Reads;
using MiniKube.Raft.Replication;

namespace MiniKube.Raft;

/// <summary>
/// One member's part in the consensus: messages and ticks in, a <see cref="Ready"/> out; same input, same output. The parts of this
/// class follow the paper: elections, following, replication, proposals, reads, transfer, membership, output.
/// </summary>
public sealed partial class RaftCore
{
    private readonly RaftOptions _options;
    private readonly Func<int, int> _jitter;
    private readonly LogView _log;
    private readonly PeerTable _peers;
    private readonly VoteTally _votes = new();
    private readonly ReadRounds _rounds;
    private readonly LeaderLease _lease;
    private readonly ForwardedReads _forwardedReads;
    private readonly ForwardedProposals _forwardedProposals = new();
    private readonly RequestNumbers _numbers;
    private MemberId _votedFor;

    /// <param name="options">How this member behaves.</param>
    /// <param name="hardState">As it was persisted last.</param>
    /// <param name="membership">As of the applied entry.</param>
    /// <param name="applied">The last entry that the state machine has.</param>
    /// <param name="log">What is persisted.</param>
    /// <param name="jitter">A uniform number from 0 to below its argument.</param>
    public RaftCore(
        RaftOptions options, HardState hardState, Membership membership, LogIndex applied, ILogReader log, Func<int, int> jitter)
    {
        options.Validate();
        _options = options;
        _jitter = jitter;
        _log = new LogView(log, hardState.Committed, applied);
        Invariant.Holds(_log.LastTerm <= hardState.Term, "the log has entries of term {0}, the member only knows term {1}", _log.LastTerm, hardState.Term);
        _peers = new PeerTable(options);
        _rounds = new ReadRounds(options.PendingReadsMax);
        _lease = new LeaderLease(options.ElectionTicks);
        _numbers = new RequestNumbers(jitter);
        _forwardedReads = new ForwardedReads(_numbers, options.PendingReadsMax);
        _quietTicks = options.LeaseReads ? options.ElectionTicks : 0;
        _persisted = hardState;
        Term = hardState.Term;
        _votedFor = hardState.VotedFor;
        Membership = membership;
        _peers.Follow(membership, _log.Last.Next);
        DrawElectionTimeout();
    }

    public MemberId Id => _options.Id;

    public Role Role { get; private set; }

    /// <summary>None while there is none known.</summary>
    public MemberId Leader { get; private set; }

    public Term Term { get; private set; }

    public LogIndex Committed => _log.Committed;

    /// <summary>The last entry handed over for applying.</summary>
    public LogIndex Applied => _log.Applied;

    /// <summary>The last entry, durable or not.</summary>
    public LogIndex Last => _log.Last;

    /// <summary>As of <see cref="Applied"/>; the core itself applies the entries of kind Membership at <see cref="Advance"/>.</summary>
    public Membership Membership { get; private set; }

    /// <summary>The term of an entry, durable or not; null where there is none, or none any more.</summary>
    public Term? TermAt(LogIndex index) => _log.TermAt(index);

    /// <summary>What a leader knows of its peers; nothing on others.</summary>
    public void CollectPeers(List<PeerStatus> into)
    {
        if (Role != Role.Leader)
        {
            return;
        }

        foreach (var peer in _peers.All)
        {
            if (peer.Member != Id)
            {
                into.Add(new PeerStatus(peer.Member, peer.Match, peer.Next, peer.State, !peer.IsVoter, peer.IsActive, peer.Inflight.Count));
            }
        }
    }

    /// <summary>Time passes.</summary>
    public void Tick()
    {
        _quietTicks = Math.Max(0, _quietTicks - 1);
        if (Role == Role.Leader)
        {
            TickLeader();
        }
        else
        {
            TickForwardedReads();
            TickElection();
        }
    }

    /// <summary>
    /// The time, in ticks since any moment: what has really passed, also while the process stood still. Told after all other input and before
    /// <see cref="HasReady"/> is asked, since reads that have come may be served by it. Who never tells it has no <see cref="RaftOptions.LeaseReads"/>.
    /// </summary>
    public void Observe(long now) => _lease.Observe(now);

    /// <summary>A message has come. Old, repeated, foreign and malformed ones do no harm. False: it makes no sense.</summary>
    public bool Step(Message message)
    {
        if (message.To != Id || !MessageRules.IsWellFormed(message, Term))
        {
            return false;
        }

        if (message.Term < Term)
        {
            AnswerLowerTerm(message);
        }
        else if (message.Term == Term || AcceptHigherTerm(message))
        {
            Dispatch(message);
        }

        return true;
    }

    /// <summary>A newer term has begun elsewhere (figure 2, rules for all servers). False: the message is ignored.</summary>
    private bool AcceptHigherTerm(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.PreVote or MessageKind.Vote when !message.IsTransfer && HearsFromLeader:
                return false;
            case MessageKind.PreVote:
            case MessageKind.PreVoteAnswer when !message.Rejected:
                // That term is only asked about.
                return true;
            default:
                BecomeFollower(message.Term, MemberId.None);
                return true;
        }
    }

    private void AnswerLowerTerm(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Append or MessageKind.Heartbeat or MessageKind.Snapshot:
                // A deposed leader that cannot disturb anybody learns the new term by this.
                SendAfter(new Message { Kind = MessageKind.AppendAnswer, From = Id, To = message.From, Term = Term, Index = message.Index, Rejected = true });
                break;
            case MessageKind.PreVote:
                SendAfter(new Message { Kind = MessageKind.PreVoteAnswer, From = Id, To = message.From, Term = Term, Rejected = true });
                break;
            default:
                break;
        }
    }

    private void Dispatch(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.PreVote or MessageKind.Vote:
                HandleVote(message);
                break;
            case MessageKind.PreVoteAnswer or MessageKind.VoteAnswer:
                HandleVoteAnswer(message);
                break;
            case MessageKind.Append or MessageKind.Heartbeat or MessageKind.Snapshot:
                HandleFromLeader(message);
                break;
            case MessageKind.TimeoutNow:
                HandleTimeoutNow();
                break;
            case MessageKind.ReadIndexAnswer:
                HandleReadIndexAnswer(message);
                break;
            case MessageKind.ProposeRefused:
                _refused.Add(message.Context);
                break;
            default:
                HandleAsLeader(message);
                break;
        }
    }

    private void HandleAsLeader(Message message)
    {
        if (Role != Role.Leader)
        {
            return;
        }

        switch (message.Kind)
        {
            case MessageKind.AppendAnswer:
                HandleAppendAnswer(message);
                break;
            case MessageKind.HeartbeatAnswer:
                HandleHeartbeatAnswer(message);
                break;
            case MessageKind.Propose:
                HandlePropose(message);
                break;
            case MessageKind.ReadIndex:
                ReadAsLeader(new PendingRead(message.From, message.Context));
                break;
            case MessageKind.TransferLeader:
                TransferTo(message.Target);
                break;
            default:
                break;
        }
    }
}
