namespace MiniKube.Raft;

/// <summary>One member's part in the consensus: messages and ticks in, a <see cref="Ready"/> out; same input, same output.</summary>
public sealed class RaftCore
{
    /// <param name="options">How this member behaves.</param>
    /// <param name="hardState">As it was persisted last.</param>
    /// <param name="membership">As of the applied entry.</param>
    /// <param name="applied">The last entry that the state machine has.</param>
    /// <param name="log">What is persisted.</param>
    /// <param name="jitter">A uniform number from 0 to below its argument.</param>
    public RaftCore(
        RaftOptions options, HardState hardState, Membership membership, LogIndex applied, ILogReader log, Func<int, int> jitter)
    {
        _ = (options, hardState, membership, applied, log, jitter);
        throw NotYet();
    }

    public MemberId Id => throw NotYet();

    public Role Role => throw NotYet();

    /// <summary>None while there is none known.</summary>
    public MemberId Leader => throw NotYet();

    public Term Term => throw NotYet();

    public LogIndex Committed => throw NotYet();

    /// <summary>The last entry handed over for applying.</summary>
    public LogIndex Applied => throw NotYet();

    /// <summary>The last entry, durable or not.</summary>
    public LogIndex Last => throw NotYet();

    /// <summary>As of <see cref="Applied"/>; the core itself applies the entries of kind Membership at <see cref="Advance"/>.</summary>
    public Membership Membership => throw NotYet();

    public bool HasReady => throw NotYet();

    /// <summary>What a leader knows of its peers; empty on others.</summary>
    public void CollectPeers(List<PeerStatus> into) => throw NotYet();

    /// <summary>Time passes.</summary>
    public void Tick() => throw NotYet();

    /// <summary>A message has come. Old, repeated and foreign ones do no harm.</summary>
    public void Step(Message message) => throw NotYet();

    /// <summary>Appends a command, as leader. Commands proposed before the next Ready travel together.</summary>
    public ProposeResult Propose(ReadOnlyMemory<byte> command) => throw NotYet();

    /// <summary>Sends a command to the leader, as another. It is taken once at most, and lost with the leader's term.</summary>
    /// <param name="command">What to propose.</param>
    /// <param name="number">Names it in <see cref="Ready.Refused"/>.</param>
    public ProposeResult Forward(ReadOnlyMemory<byte> command, out ulong number) => throw NotYet();

    /// <summary>Appends a change of the membership, as leader: one at a time.</summary>
    public ProposeResult ProposeMembership(MembershipChange change) => throw NotYet();

    /// <summary>Asks how far one must have applied to read what is true now. Answered in <see cref="Ready.Reads"/>, always.</summary>
    public void ReadIndex(ulong context) => throw NotYet();

    /// <summary>Hands leadership to another voter, when that has caught up. Given up after an election timeout.</summary>
    public void TransferTo(MemberId to) => throw NotYet();

    /// <summary>Messages to the peer were lost.</summary>
    public void ReportUnreachable(MemberId peer) => throw NotYet();

    /// <summary>The transfer of a snapshot has ended. Must follow every Snapshot message.</summary>
    public void ReportSnapshot(MemberId peer, bool delivered) => throw NotYet();

    /// <summary>As if the election timeout had passed.</summary>
    public void Campaign() => throw NotYet();

    /// <summary>What is to be done now. The one before must be advanced.</summary>
    public Ready TakeReady() => throw NotYet();

    /// <summary>All of it is done. Inputs may come between TakeReady and this.</summary>
    public void Advance(Ready ready) => throw NotYet();

    private static InvalidOperationException NotYet() => new("the core is being written");
}
