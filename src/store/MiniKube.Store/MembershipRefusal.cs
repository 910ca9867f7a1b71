namespace MiniKube.Store;

/// <summary>Why the membership could not be changed.</summary>
public enum MembershipRefusal
{
    /// <summary>There is no such member.</summary>
    MemberNotFound,

    /// <summary>Another member has one of the addresses.</summary>
    AddressInUse,

    /// <summary>An address is not one.</summary>
    AddressInvalid,

    /// <summary>The change would leave no quorum of members that run.</summary>
    QuorumAtRisk,

    /// <summary>Only a learner can be promoted.</summary>
    NotLearner,

    /// <summary>The learner has not caught up.</summary>
    LearnerNotReady,

    /// <summary>There are as many learners as there may be.</summary>
    TooManyLearners,

    /// <summary>Another change is under way.</summary>
    ChangeInProgress,

    /// <summary>Only the leader can do that, and this member is not it.</summary>
    NotLeader,

    /// <summary>A learner cannot lead.</summary>
    NotVoter,

    /// <summary>The member that was to lead has not taken it in time.</summary>
    NotTransferred,

    /// <summary>This store is one process and has no other members.</summary>
    NotReplicated,
}
