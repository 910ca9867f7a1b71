namespace MiniKube.Raft;

/// <summary>What members say to each other. Immutable, so it may be sent at any later time.</summary>
public sealed record Message
{
    /// <summary>The <see cref="Context"/> of an append that only tells the commit index; a refusal is answered all the same.</summary>
    public const ulong NoAnswerNeeded = 1;

    public required MessageKind Kind { get; init; }

    public MemberId From { get; init; }

    public MemberId To { get; init; }

    /// <summary>The sender's; that of the election asked about in <see cref="MessageKind.PreVote"/> and a granting answer to it.</summary>
    public Term Term { get; init; }

    /// <summary>Append: the place before the entries. Answer: the last that matches, or the refused place. Vote: the candidate's last. ReadIndexAnswer: where to read.</summary>
    public LogIndex Index { get; init; }

    /// <summary>The term of the entry at <see cref="Index"/>.</summary>
    public Term LogTerm { get; init; }

    public IReadOnlyList<Entry> Entries { get; init; } = [];

    /// <summary>How far the sender knows the receiver's log to be committed.</summary>
    public LogIndex Commit { get; init; }

    public bool Rejected { get; init; }

    /// <summary>A refused append: the last place where the receiver's log could match.</summary>
    public LogIndex RejectHint { get; init; }

    public Term RejectHintTerm { get; init; }

    /// <summary>Heartbeat: number of the read round. ReadIndex, Propose: number of the request. Append: see <see cref="NoAnswerNeeded"/>.</summary>
    public ulong Context { get; init; }

    /// <summary>Vote: asked by the leader to stand, so the receiver need not wait for that leader to fall silent.</summary>
    public bool IsTransfer { get; init; }

    /// <summary>TransferLeader: to whom.</summary>
    public MemberId Target { get; init; }

    public SnapshotMark? Snapshot { get; init; }
}
