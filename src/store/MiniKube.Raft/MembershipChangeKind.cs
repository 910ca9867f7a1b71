namespace MiniKube.Raft;

/// <summary>The numbers are kept in the log.</summary>
public enum MembershipChangeKind : byte
{
    /// <summary>Gets the log, counts in no quorum.</summary>
    AddLearner = 1,

    /// <summary>Votes at once; only for a cluster's first members, later ones are promoted.</summary>
    AddVoter = 2,

    /// <summary>A learner that has caught up becomes a voter.</summary>
    Promote = 3,

    Remove = 4,

    /// <summary>Only the context is new, such as an address.</summary>
    Update = 5,
}
