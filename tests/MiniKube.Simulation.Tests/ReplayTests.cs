using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>One seed is one history, exactly.</summary>
public sealed class ReplayTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_seed_gives_the_same_trace_whenever_it_is_run(int seed)
    {
        var first = Run(new World(seed, isRecorded: true));
        var second = Run(new World(seed, isRecorded: true));

        second.Lines.Should().Equal(first.Lines);
        second.Hash.Should().Be(first.Hash);
        first.Count.Should().BeGreaterThan(300, "something must have happened");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void So_does_a_seed_of_whole_members(int seed)
    {
        var first = Run(WholeMemberTests.WorldOf(seed, isRecorded: true));
        var second = Run(WholeMemberTests.WorldOf(seed, isRecorded: true));

        second.Lines.Should().Equal(first.Lines);
        second.Hash.Should().Be(first.Hash);
        first.Count.Should().BeGreaterThan(300, "something must have happened");
    }

    [Fact]
    public void Different_seeds_give_different_traces() =>
        Enumerable.Range(1, 10).Select(seed => Run(new World(seed)).Hash).Should().OnlyHaveUniqueItems();

    /// <summary>For whoever looks into a failure: writes all that happens in one seed to a file.</summary>
    [Fact]
    public void A_seed_can_be_replayed_with_its_trace_written_down() => WriteDown(new World(Seeds.Chosen, isRecorded: true), "core");

    /// <summary>The same, of the member of production.</summary>
    [Fact]
    public void A_seed_of_whole_members_can_be_replayed_with_its_trace_written_down() =>
        WriteDown(WholeMemberTests.WorldOf(Seeds.Chosen, isRecorded: true), "whole");

    private void WriteDown(World world, string kind)
    {
        var path = Path.Combine(Path.GetTempPath(), $"mkube-simulation-{kind}-{world.Seed}.txt");
        try
        {
            world.Run();
        }
        finally
        {
            File.WriteAllLines(path, world.Trace.Lines.Prepend(world.Profile.ToString()));
            output.WriteLine($"seed {world.Seed}: {path}");
        }

        File.ReadLines(path).Should().HaveCountGreaterThan(300);
    }

    private static Trace Run(World world)
    {
        world.Run();
        return world.Trace;
    }
}
