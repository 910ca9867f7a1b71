using MiniKube.Raft;
using MiniKube.Simulation.Tests.Faults;
using MiniKube.Histories;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>Histories that broke other stores, step by step: nobody stands for election but who is told to.</summary>
public sealed class ScenarioTests
{
    private const int Moment = 100_000;

    private static readonly Profile Still = new()
    {
        Voters = 3,
        Clients = 0,
        FaultInterval = 0,
        Options = new RaftOptions { Id = new MemberId(1), ElectionTicks = 1_000, CheckQuorum = false, PreVote = false, HeartbeatTicks = 2 },
    };

    [Fact]
    public void A_follower_that_loses_power_before_its_sync_has_acknowledged_nothing()
    {
        var world = Start(Still);
        Cut(world, 3);
        Elect(world, 1);
        world.Members[1].HasSlowDisk = true;

        var write = Write(world, 1);
        world.RunFor(5_000);
        world.Members[1].Crash();
        world.RunFor(Moment);

        write.Answered.Should().BeNull("only one disk of three has it");
    }

    [Fact]
    public void A_frame_that_is_cut_in_its_middle_commits_nothing_of_it_and_comes_whole_later()
    {
        var world = Start(Still with { NetworkDelayMax = 1 });
        Elect(world, 1);
        var last = world.Core(1).Log.Last;
        var write = Write(world, 1);
        world.Network.Break(world.Members[0].Id, world.Members[1].Id);
        world.Network.Break(world.Members[0].Id, world.Members[2].Id);

        world.RunFor(5_000);
        world.Core(2).Log.Last.Should().Be(last, "of a frame that did not come whole, nothing has come");
        world.Core(3).Log.Last.Should().Be(last);
        write.Answered.Should().BeNull();
        world.RunFor(10 * Moment);

        write.Answered.Should().NotBeNull("what was lost is sent again");
        world.Core(2).Log.Last.Should().Be(last.Next);
        world.CheckHistory();
    }

    [Fact]
    public void What_a_majority_has_acknowledged_outlives_a_power_cut_of_all()
    {
        var world = Start(Still);
        Elect(world, 1);
        var write = Write(world, 1);
        world.RunFor(Moment);
        write.Answered.Should().NotBeNull();

        world.Members.ToList().ForEach(member => member.Crash());
        world.Members.ToList().ForEach(member => member.Start());
        Elect(world, 2);
        var read = Read(world, 3);
        world.RunFor(Moment);

        read.Before.Should().Equal(write.Operation.Value!.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_entry_of_an_old_term_on_a_majority_may_still_be_replaced(bool isCountedAsCommitted)
    {
        // Figure 8 of the paper, word for word; a leader that counts would call the entry committed in step c.
        var plant = new Plant { Rewrite = isCountedAsCommitted ? CommitByCounting : LoseOwnEntry };
        var profile = Still with { Voters = 5, Options = Still.Options with { AppendBytesMax = 1, InflightMessagesMax = 1 } };
        var world = Start(profile, plant);

        var steps = () => PlayFigure8(world);

        if (isCountedAsCommitted)
        {
            steps.Should().Throw<Exception>().Where(exception => exception is SafetyViolationException || exception is RaftInvariantException);
        }
        else
        {
            steps.Should().NotThrow();
            world.Core(3).Log.TermAt(new LogIndex(2))!.Value.Value.Should().Be(2);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_entry_of_before_is_left_behind_an_installed_snapshot(bool keepsStaleTail)
    {
        var world = Start(Still with { SnapshotEvery = 1 }, new Plant { KeepsStaleTail = keepsStaleTail });
        Elect(world, 1);
        Cut(world, 1);
        for (var i = 0; i < 10; i++)
        {
            Write(world, 1);
        }

        world.RunFor(Moment);
        Elect(world, 2);
        world.Network.Heal();
        world.RunFor(3 * Moment);
        world.Core(1).Log.Snapshot.Term.Should().Be(world.Core(2).Core!.Term, "the old leader got the new one's snapshot");
        world.Members[0].Crash();
        var restart = () => world.Members[0].Start();

        if (keepsStaleTail)
        {
            restart.Should().Throw<SafetyViolationException>().WithMessage("*behind one of term*");
        }
        else
        {
            restart.Should().NotThrow();
            world.Core(1).Log.Last.Should().Be(world.Core(1).Log.Snapshot.Index);
        }
    }

    [Fact]
    public void A_snapshot_that_is_cut_and_sent_again_with_its_answer_lost_is_installed_once()
    {
        var world = Start(Still with { SnapshotEvery = 5, KeptEntries = 5, TransferCut = 0.9 });
        Elect(world, 1);
        Cut(world, 3);
        for (var i = 0; i < 20; i++)
        {
            Write(world, 1);
            world.RunFor(Moment / 10);
        }

        world.Network.Heal();
        world.RunFor(50 * Moment);
        var write = Write(world, 3);
        world.RunFor(Moment);

        world.Network.SnapshotsCut.Should().BePositive();
        world.Network.SnapshotsDelivered.Should().BePositive();
        write.Answered.Should().NotBeNull("the follower has caught up and gets its own entry back");
        world.Core(3).StateHash.Should().Be(world.Core(1).StateHash);
    }

    /// <summary>Steps a to d of the figure; S1 is member 1 and so on, the entry is at index 2.</summary>
    private static void PlayFigure8(World world)
    {
        Elect(world, 1);
        CutAll(world, (1, 2));
        Write(world, 1);
        world.RunFor(Moment);
        world.Members[0].Crash();

        CutAll(world, (5, 3), (5, 4));
        world.Core(5).Do(core => core.Campaign());
        while (world.Core(5).Core!.Role != Role.Leader)
        {
            world.RunFor(100);
        }

        CutAll(world);
        world.RunFor(Moment);
        world.Members[4].Crash();

        world.Members[0].Start();
        CutAll(world, (1, 2), (1, 3));
        Elect(world, 1);
        world.Core(3).Log.TermAt(new LogIndex(2))!.Value.Value.Should().Be(1, "the old entry is on three of five now");
        world.Members[0].Crash();

        world.Members[4].Start();
        CutAll(world, (5, 3), (5, 4));
        Elect(world, 5);
        world.RunFor(Moment);
    }

    /// <summary>In step c the leader's own entry does not come through to S3.</summary>
    private static IEnumerable<Message> LoseOwnEntry(World world, Message message)
    {
        if (message is { Kind: MessageKind.Append, From.Value: 1, To.Value: 3, Index.Value: >= 2 } && world.Core(3).Log.Last.Value >= 2)
        {
            yield break;
        }

        yield return message;
    }

    private static IEnumerable<Message> CommitByCounting(World world, Message message)
    {
        foreach (var carried in LoseOwnEntry(world, message))
        {
            yield return carried.Kind == MessageKind.Heartbeat && world.Core((int)carried.From.Value).Core is { Role: Role.Leader } leader
                ? carried with { Commit = Counted(world, leader, world.Core((int)carried.To.Value).Log.Last) }
                : carried;
        }
    }

    /// <summary>The last entry of the leader that a majority has, of whatever term.</summary>
    private static LogIndex Counted(World world, RaftCore leader, LogIndex known)
    {
        var last = LogIndex.Min(known, leader.Last);
        while (world.Members.Count(member => world.Core((int)member.Id.Value).Log.TermAt(last) == leader.TermAt(last)) <= world.Members.Count / 2)
        {
            last = last.Previous;
        }

        return last;
    }

    private static World Start(Profile profile, Plant? plant = null)
    {
        var world = new World(1, profile, plant);
        world.Begin();
        return world;
    }

    private static void Elect(World world, int member)
    {
        for (var attempt = 0; attempt < 5 && world.Core(member).Core!.Role != Role.Leader; attempt++)
        {
            world.Core(member).Do(core => core.Campaign());
            world.RunFor(Moment);
        }

        world.Core(member).Core!.Role.Should().Be(Role.Leader);
    }

    private static OperationRecord Write(World world, int member)
    {
        var record = world.History.Call(member, new Operation([0], null, world.NextValue()));
        world.Members[member - 1].Submit(record);
        return record;
    }

    private static OperationRecord Read(World world, int member)
    {
        var record = world.History.Call(member, new Operation([0], null, null));
        world.Members[member - 1].Submit(record);
        return record;
    }

    private static void Cut(World world, int member)
    {
        foreach (var other in world.Members)
        {
            world.Network.Cut(other.Id, world.Members[member - 1].Id);
            world.Network.Cut(world.Members[member - 1].Id, other.Id);
        }
    }

    private static void CutAll(World world, params (int Left, int Right)[] except)
    {
        world.Network.Heal();
        foreach (var from in world.Members)
        {
            foreach (var to in world.Members)
            {
                if (!except.Contains(((int)from.Id.Value, (int)to.Id.Value)) && !except.Contains(((int)to.Id.Value, (int)from.Id.Value)))
                {
                    world.Network.Cut(from.Id, to.Id);
                }
            }
        }
    }
}
