using MiniKube.Raft;
using MiniKube.Simulation.Tests.Faults;
using MiniKube.Simulation.Tests.Members.Whole;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>What is planted beneath and beside the member of production is found, too.</summary>
public sealed class WholePlantedBugTests(ITestOutputHelper output)
{
    private const int SeedsMax = 50;

    private static readonly Profile Crashing = new() { FaultInterval = 80_000, Crashes = 4, Partitions = 3, Transfers = 0, NetworkDelayMax = 5_000, SnapshotEvery = 1 };

    private static readonly Profile StandingStill = new()
    {
        FaultInterval = 80_000,
        Clients = 8,
        Crashes = 0,
        Partitions = 1,
        Pauses = 4,
        Transfers = 0,
        Options = new RaftOptions { Id = new MemberId(1), HeartbeatTicks = 1, LeaseReads = true },
    };

    /// <summary>Leaders are cut off and stand still, and find others in their place.</summary>
    private static readonly Profile Replaced = new()
    {
        FaultInterval = 200_000,
        Clients = 2,
        Crashes = 0,
        Partitions = 2,
        Pauses = 3,
        Transfers = 0,
        Troubled = 15_000_000,
        Options = new RaftOptions { Id = new MemberId(1), HeartbeatTicks = 2 },
    };

    [Fact]
    public void A_disk_that_says_it_has_synced_and_has_not_is_found() => Find(new Plant { AcknowledgesBeforeSync = true }).Should().NotBeNull();

    [Fact]
    public void A_read_without_a_quorum_round_is_found() => Find(new Plant { ReadsLocally = true }).Should().Contain("not linearizable");

    [Fact]
    public void A_lease_that_does_not_run_out_while_the_process_stands_still_is_found()
    {
        Find(new Plant { ClockStopsInPauses = true }, StandingStill).Should().Contain("not linearizable");
        Find(new Plant(), StandingStill).Should().BeNull();
    }

    [Fact]
    public void A_lease_that_is_renewed_by_a_leader_of_before_is_found() =>
        Find(new Plant { RenewsWithoutQuorum = true }, Replaced).Should().Contain("was promised to live");

    [Fact]
    public void A_lease_that_ends_because_a_leader_of_before_found_it_expired_is_found() =>
        Find(new Plant { ExpiresUnderOtherLeaders = true }, Replaced).Should().Contain("was promised to live");

    [Fact]
    public void Leases_live_as_long_as_was_promised_whoever_leads() => Find(new Plant(), Replaced).Should().BeNull();

    private string? Find(Plant plant, Profile? profile = null)
    {
        for (var seed = 1; seed <= SeedsMax; seed++)
        {
            try
            {
                new World(seed, profile ?? Crashing, plant, populate: (world, id, membership) => new WholeMember(world, id, membership)).Run();
            }
            catch (SafetyViolationException exception)
            {
                output.WriteLine($"seed {seed}: {exception.Message}");
                return exception.Message;
            }
        }

        return null;
    }
}
