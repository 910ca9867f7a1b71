using MiniKube.Raft;
using MiniKube.Simulation.Tests.Faults;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>A checker that cannot fail is worth nothing: each known kind of bug, put into the world, is found within a few seeds.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int SeedsMax = 200;

    /// <summary>Leaders that were cut off go on for long, alone.</summary>
    private static readonly Profile Diverging = new()
    {
        Voters = 5,
        Clients = 8,
        FaultInterval = 50_000,
        Crashes = 4,
        Partitions = 6,
        Transfers = 0,
        Lost = 0.05,
        NetworkDelayMax = 5_000,
        Options = new RaftOptions { Id = new MemberId(1), CheckQuorum = false, PreVote = false, HeartbeatTicks = 2, AppendBytesMax = 1, InflightMessagesMax = 1 },
    };

    /// <summary>Followers are behind, and often asked.</summary>
    private static readonly Profile Lagging = new() { FaultInterval = 80_000, Clients = 8, SlowDisks = 3, Transfers = 3, NetworkDelayMax = 30_000, IsOrdered = false };

    private static readonly Profile Crashing = new() { FaultInterval = 80_000, Crashes = 4, Partitions = 3, Transfers = 0, NetworkDelayMax = 5_000 };

    /// <summary>Leaders stand still for longer than the others wait for them, and are asked at once when they go on.</summary>
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

    [Fact]
    public void A_lease_that_does_not_run_out_while_the_process_stands_still_is_found() =>
        Find(new Plant { ClockStopsInPauses = true }, StandingStill).Should().Contain("not linearizable");

    [Fact]
    public void Leases_that_run_out_while_the_process_stands_still_serve_nothing_stale() => Find(new Plant(), StandingStill).Should().BeNull();

    [Fact]
    public void Acknowledging_before_the_sync_is_found() =>
        Find(new Plant { AcknowledgesBeforeSync = true }, Crashing).Should().NotBeNull();

    [Fact]
    public void A_vote_that_is_not_persisted_is_found() =>
        Find(new Plant { ForgetsVote = true }, Crashing with { Voters = 5, Lost = 0.1 }).Should().Contain("two leaders");

    [Fact]
    public void A_term_that_is_not_persisted_is_found() => Find(new Plant { ForgetsTerm = true }, Crashing).Should().Contain("went back from term");

    [Fact]
    public void A_read_without_a_quorum_round_is_found() => Find(new Plant { ReadsLocally = true }, Crashing).Should().Contain("not linearizable");

    [Fact]
    public void A_read_that_does_not_wait_for_its_index_is_found() =>
        Find(new Plant { ReadsTooEarly = true }, Lagging).Should().Contain("not linearizable");

    [Fact]
    public void A_read_index_that_is_lost_on_its_way_is_found() =>
        Find(new Plant { Rewrite = LoseReadIndex }, Lagging).Should().Contain("not linearizable");

    [Fact]
    public void A_forwarded_proposal_that_becomes_two_entries_is_found() =>
        Find(new Plant { Rewrite = RenumberProposals }, Crashing).Should().Contain("not linearizable");

    [Fact]
    public void A_truncation_that_a_crash_undoes_is_found() =>
        Find(new Plant { ForgetsTruncation = true }, Diverging).Should().NotBeNull();

    [Fact]
    public void A_snapshot_that_lacks_something_is_found() =>
        Find(new Plant { LosesInSnapshot = true }, Crashing with { SnapshotEvery = 5 }).Should().Contain("in another state");

    [Fact]
    public void A_frame_that_is_cut_in_its_middle_and_taken_all_the_same_is_found() =>
        Find(new Plant { Rewrite = CutShort }, Crashing).Should().Contain("has another entry");

    private static IEnumerable<Message> CutShort(World world, Message message)
    {
        if (message.Kind != MessageKind.Append || message.Entries.Count == 0 || message.Entries[^1].Data.IsEmpty || !world.Happens(0.05))
        {
            yield return message;
            yield break;
        }

        var last = message.Entries[^1];
        yield return message with { Entries = [.. message.Entries.SkipLast(1), last with { Data = last.Data[..world.Chance.Next(last.Data.Length)] }] };
    }

    private static IEnumerable<Message> LoseReadIndex(World world, Message message)
    {
        yield return message.Kind == MessageKind.ReadIndexAnswer ? message with { Index = LogIndex.Zero } : message;
    }

    private static IEnumerable<Message> RenumberProposals(World world, Message message)
    {
        yield return message;
        if (message.Kind == MessageKind.Propose && world.Happens(0.1))
        {
            yield return message with { Context = message.Context ^ (1UL << 60) };
        }
    }

    /// <summary>The first complaint, null when no seed has any.</summary>
    private string? Find(Plant plant, Profile profile)
    {
        for (var seed = 1; seed <= SeedsMax; seed++)
        {
            try
            {
                new World(seed, profile, plant).Run();
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
