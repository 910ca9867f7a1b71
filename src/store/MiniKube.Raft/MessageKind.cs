namespace MiniKube.Raft;

/// <summary>The numbers go over the wire.</summary>
public enum MessageKind : byte
{
    /// <summary>Whether the sender could win an election in <see cref="Message.Term"/>, which has not begun.</summary>
    PreVote = 1,
    PreVoteAnswer = 2,

    /// <summary>RequestVote of the paper.</summary>
    Vote = 3,
    VoteAnswer = 4,

    /// <summary>AppendEntries of the paper.</summary>
    Append = 5,
    AppendAnswer = 6,
    Heartbeat = 7,
    HeartbeatAnswer = 8,

    /// <summary>InstallSnapshot of the paper; stepped when the data is there whole.</summary>
    Snapshot = 9,

    /// <summary>Campaign now: leadership is handed over (thesis 3.10).</summary>
    TimeoutNow = 10,

    /// <summary>A follower's proposal to its leader. <see cref="Message.Context"/> numbers it.</summary>
    Propose = 11,

    /// <summary>The leader did not take that proposal.</summary>
    ProposeRefused = 12,
    ReadIndex = 13,
    ReadIndexAnswer = 14,

    /// <summary>A follower asks its leader to hand over to <see cref="Message.Target"/>.</summary>
    TransferLeader = 15,
}
