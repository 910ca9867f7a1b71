using MiniKube.Raft;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Faults;

/// <summary>A bug put into the simulated world, to see that the checks find it.</summary>
internal sealed record Plant
{
    /// <summary>The disk says that it is done while it is not.</summary>
    public bool AcknowledgesBeforeSync { get; init; }

    /// <summary>A restarted member does not know whom it voted for.</summary>
    public bool ForgetsVote { get; init; }

    /// <summary>A restarted member does not know its term.</summary>
    public bool ForgetsTerm { get; init; }

    /// <summary>A member answers reads from what it has, without asking anybody.</summary>
    public bool ReadsLocally { get; init; }

    /// <summary>A member asks for a read index and reads without waiting until it has applied so far.</summary>
    public bool ReadsTooEarly { get; init; }

    /// <summary>A member does not count the time in which its process stands still.</summary>
    public bool ClockStopsInPauses { get; init; }

    /// <summary>A leader lets a lease be renewed without asking whether it still leads.</summary>
    public bool RenewsWithoutQuorum { get; init; }

    /// <summary>What a leader found to be expired is revoked by the next one, too.</summary>
    public bool ExpiresUnderOtherLeaders { get; init; }

    public bool KeepsStaleTail { get; init; }

    public bool ForgetsTruncation { get; init; }

    /// <summary>A snapshot lacks something: everything.</summary>
    public bool LosesInSnapshot { get; init; }

    /// <summary>What the network makes of a message.</summary>
    public Func<World, Message, IEnumerable<Message>>? Rewrite { get; init; }
}
