namespace MiniKube.Raft;

/// <summary>How a member behaves; the same on all members.</summary>
public sealed record RaftOptions
{
    public required MemberId Id { get; init; }

    /// <summary>Ticks without a leader until an election; each member waits this long and up to as long again.</summary>
    public int ElectionTicks { get; init; } = 10;

    /// <summary>Ticks between two heartbeats of a leader.</summary>
    public int HeartbeatTicks { get; init; } = 1;

    /// <summary>Ask whether an election could be won before beginning a new term (thesis 9.6). Without this and the next, members that were removed may disturb.</summary>
    public bool PreVote { get; init; } = true;

    /// <summary>A leader that does not hear from a quorum for <see cref="ElectionTicks"/> steps down, and who hears from a leader gives no vote (thesis 6.2, 4.2.3).</summary>
    public bool CheckQuorum { get; init; } = true;

    /// <summary>Serve reads on the strength of recent heartbeats, without a round (thesis 6.4.1). Only where clocks run alike, up to a tenth; needs <see cref="RaftCore.Observe"/>.</summary>
    public bool LeaseReads { get; init; }

    /// <summary>Of the entries in one append message; a larger entry goes alone.</summary>
    public long AppendBytesMax { get; init; } = 1 << 20;

    /// <summary>Appends to one follower that are not answered yet.</summary>
    public int InflightMessagesMax { get; init; } = 256;

    /// <summary>Bytes to one follower that are not answered yet.</summary>
    public long InflightBytesMax { get; init; } = 8 << 20;

    /// <summary>Proposals not committed yet; more are refused.</summary>
    public long UncommittedBytesMax { get; init; } = 64 << 20;

    /// <summary>Committed entries handed over at once.</summary>
    public long CommittedBytesMax { get; init; } = 4 << 20;

    /// <summary>Reads that wait for a round; more are refused.</summary>
    public int PendingReadsMax { get; init; } = 1 << 16;

    /// <summary>How many entries behind the leader's commit a learner may be when it is promoted.</summary>
    public int PromotionLagMax { get; init; } = 256;

    /// <summary>Throws where the options contradict themselves.</summary>
    public void Validate()
    {
        Require(!Id.IsNone, "a member needs an id");
        Require(HeartbeatTicks > 0, "heartbeats need at least one tick");
        Require(ElectionTicks > HeartbeatTicks, "an election must wait longer than a heartbeat");
        Require(!LeaseReads || CheckQuorum, "lease reads need check-quorum");
        Require(AppendBytesMax > 0 && InflightMessagesMax > 0 && InflightBytesMax > 0, "appends need room");
        Require(UncommittedBytesMax > 0 && CommittedBytesMax > 0, "proposals need room");
        Require(PendingReadsMax > 0 && PromotionLagMax >= 0, "reads need room, a lag cannot be negative");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
