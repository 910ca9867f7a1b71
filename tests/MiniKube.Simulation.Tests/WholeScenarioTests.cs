using MiniKube.Raft;
using MiniKube.Histories;
using MiniKube.Simulation.Tests.Members.Whole;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>What the disk of the member of production must survive, at every moment at which the power can go.</summary>
public sealed class WholeScenarioTests
{
    private const int Moment = 100_000;
    private const int OperationsMax = 12;

    private static readonly Profile Still = new()
    {
        Clients = 0,
        FaultInterval = 0,
        Options = new RaftOptions { Id = new MemberId(1), HeartbeatTicks = 2 },
    };

    [Fact]
    public void A_power_cut_at_any_moment_of_replacing_a_different_tail_leaves_the_old_log_or_the_new()
    {
        var cuts = 0;
        for (var operations = 0; operations < OperationsMax; operations++)
        {
            var world = Start(Still);
            var old = world.Leader!;
            CutOff(world, old);
            var lost = Enumerable.Range(0, 5).Select(_ => Write(world, old)).ToList();
            world.RunFor(10 * Moment);
            var kept = Write(world, world.Leader!);
            world.RunFor(Moment);

            ((WholeMember)old).CutPowerAfter(operations);
            world.Network.Heal();
            world.RunFor(20 * Moment);
            cuts += world.Trace.CountOf("crashes");
            world.End();
            world.CheckHistory();

            kept.Answered.Should().NotBeNull();
            lost.Should().AllSatisfy(record => record.Answered.Should().BeNull("a leader that is cut off commits nothing"));
        }

        cuts.Should().BeGreaterThan(2, "the tail is replaced in several steps");
    }

    [Fact]
    public void A_power_cut_at_any_moment_of_installing_a_snapshot_leaves_the_old_state_or_the_new()
    {
        var cuts = 0;
        var installed = 0;
        for (var operations = 0; operations < 2 * OperationsMax; operations++)
        {
            var world = Start(Still with { SnapshotEvery = 1 });
            var lagging = world.Members.First(member => member != world.Leader);
            CutOff(world, lagging);
            for (var i = 0; i < 150; i++)
            {
                Write(world, world.Leader!);
                world.RunFor(Moment / 5);
            }

            ((WholeMember)lagging).CutPowerAfter(operations);
            world.Network.Heal();
            world.RunFor(20 * Moment);
            cuts += world.Trace.CountOf("crashes");
            world.End();
            installed += world.Trace.CountOf("installs snapshot");
            world.CheckHistory();
        }

        cuts.Should().BeGreaterThan(OperationsMax);
        installed.Should().BeGreaterThan(OperationsMax);
    }

    private static World Start(Profile profile)
    {
        var world = new World(1, profile, populate: (inside, id, membership) => new WholeMember(inside, id, membership) { IsSpared = true });
        world.Begin();
        world.RunFor(10 * Moment);
        world.Leader.Should().NotBeNull();
        return world;
    }

    private static void CutOff(World world, Members.SimulatedMember member)
    {
        foreach (var other in world.Members)
        {
            world.Network.Cut(other.Id, member.Id);
            world.Network.Cut(member.Id, other.Id);
        }
    }

    private static OperationRecord Write(World world, Members.SimulatedMember member)
    {
        var record = world.History.Call((int)member.Id.Value, new Operation([0], null, world.NextValue()));
        member.Submit(record);
        return record;
    }
}
