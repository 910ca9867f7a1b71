using MiniKube.Raft;

namespace MiniKube.Simulation.Tests.Worlds;

/// <summary>What kind of world a seed gets: its size, its options, how bad its network, disks and days are.</summary>
internal sealed record Profile
{
    public int Voters { get; init; } = 3;

    public int Clients { get; init; } = 4;

    public RaftOptions Options { get; init; } = new() { Id = new MemberId(1), HeartbeatTicks = 2 };

    /// <summary>Of messages, on their way.</summary>
    public double Lost { get; init; }

    public double Repeated { get; init; }

    /// <summary>Whether messages of one sender to one receiver keep their order.</summary>
    public bool IsOrdered { get; init; } = true;

    public int NetworkDelayMax { get; init; } = 2_000;

    public int DiskDelayMax { get; init; } = 1_000;

    /// <summary>Applied entries until a member makes a snapshot; 0: never.</summary>
    public int SnapshotEvery { get; init; }

    public int KeptEntries { get; init; }

    /// <summary>How likely a snapshot's transfer is cut.</summary>
    public double TransferCut { get; init; }

    /// <summary>On average, between two faults; 0: none.</summary>
    public int FaultInterval { get; init; } = 300_000;

    public int Crashes { get; init; } = 3;

    public int Partitions { get; init; } = 3;

    /// <summary>Processes that stand still.</summary>
    public int Pauses { get; init; }

    public int SlowDisks { get; init; } = 1;

    public int Transfers { get; init; } = 1;

    public int MembershipChanges { get; init; }

    /// <summary>One member finds a bit of its files turned over when it starts again.</summary>
    public bool HasBitRot { get; init; }

    /// <summary>Time with faults.</summary>
    public int Troubled { get; init; } = 5_000_000;

    /// <summary>Then time to heal, with clients.</summary>
    public int Healed { get; init; } = 1_500_000;

    /// <summary>Then time to come to rest.</summary>
    public int Quiet { get; init; } = 700_000;

    public static Profile Draw(Random chance)
    {
        var checkQuorum = chance.Next(8) > 0;
        var preVote = chance.Next(8) > 0;
        var voters = chance.Next(10) switch { 0 => 1, < 7 => 3, _ => 5 };
        // Without both, members that were removed may disturb the others forever.
        var changes = preVote && checkQuorum ? chance.Next(3) * 3 : 0;
        var isHarsh = chance.Next(3) == 0;
        return new Profile
        {
            Voters = voters,
            Clients = chance.Next(2, 7),
            Options = new RaftOptions
            {
                Id = new MemberId(1),
                HeartbeatTicks = chance.Next(1, 4),
                PreVote = preVote,
                CheckQuorum = checkQuorum,
                LeaseReads = checkQuorum && chance.Next(5) == 0,
                AppendBytesMax = chance.Next(3) == 0 ? 200 : 1 << 20,
                InflightMessagesMax = chance.Next(3) switch { 0 => 1, 1 => 4, _ => 256 },
                CommittedBytesMax = chance.Next(3) == 0 ? 100 : 4 << 20,
                PromotionLagMax = 16,
            },
            Lost = isHarsh ? 0.1 : chance.Next(2) * 0.01,
            Repeated = isHarsh ? 0.1 : chance.Next(2) * 0.01,
            IsOrdered = chance.Next(2) == 0,
            NetworkDelayMax = chance.Next(3) switch { 0 => 500, 1 => 5_000, _ => 20_000 },
            DiskDelayMax = chance.Next(3) switch { 0 => 200, 1 => 2_000, _ => 15_000 },
            SnapshotEvery = chance.Next(3) switch { 0 => 0, 1 => 8, _ => 40 },
            KeptEntries = chance.Next(3) * 5,
            TransferCut = chance.Next(2) * 0.5,
            FaultInterval = chance.Next(60_000, 500_000),
            Crashes = chance.Next(6),
            Partitions = chance.Next(6),
            Pauses = chance.Next(3),
            SlowDisks = chance.Next(3),
            Transfers = chance.Next(3),
            MembershipChanges = changes,
            HasBitRot = voters > 1 && changes == 0 && chance.Next(2) == 0,
        };
    }
}
