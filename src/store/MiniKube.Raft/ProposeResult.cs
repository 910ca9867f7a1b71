namespace MiniKube.Raft;

/// <summary>What became of a proposal.</summary>
public enum ProposeResult : byte
{
    /// <summary>It is in the log of the leader (this member), or on its way to it; not committed yet.</summary>
    Accepted,

    /// <summary>This member does not lead, or knows no leader to forward to.</summary>
    NoLeader,

    /// <summary>Leadership is being handed over; ask again in a moment.</summary>
    Transferring,

    /// <summary>Too much is not committed yet.</summary>
    TooMuchUncommitted,

    /// <summary>An earlier membership change, or this leader's first entry, is not applied yet.</summary>
    ChangePending,

    /// <summary>The learner is too far behind to vote.</summary>
    NotCaughtUp,

    /// <summary>The change does not fit the membership: nobody to remove or promote, or nobody would be left.</summary>
    Invalid,
}
