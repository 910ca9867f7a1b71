using System.Globalization;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

public sealed class ReplayTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_seed_gives_the_same_trace_whenever_it_is_run(int seed)
    {
        var first = Run(seed);
        var second = Run(seed);

        second.Trace.Lines.Should().Equal(first.Trace.Lines);
        second.Trace.Hash.Should().Be(first.Trace.Hash);
        first.Trace.Count.Should().BeGreaterThan(1000, "something must have happened");
    }

    [Fact]
    public void Different_seeds_give_different_traces() =>
        Enumerable.Range(1, 10).Select(seed => Run(seed).Trace.Hash).Should().OnlyHaveUniqueItems();

    /// <summary>For whoever looks into a failure: writes all that happens in one seed to a file. Without the variable, seed 1.</summary>
    [Fact]
    public void A_seed_can_be_replayed_with_its_trace_written_down()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MKUBE_SIMULATION_SEED"), CultureInfo.InvariantCulture, out var chosen) ? chosen : 1;
        var path = Path.Combine(Path.GetTempPath(), $"mkube-simulation-{seed}.txt");
        var world = new World(seed, isRecorded: true);
        try
        {
            world.Run();
        }
        finally
        {
            File.WriteAllLines(path, world.Trace.Lines.Prepend(world.Profile.ToString()));
            output.WriteLine($"seed {seed}: {path}");
        }

        File.ReadLines(path).Should().HaveCountGreaterThan(1000);
    }

    /// <summary>What to type to see one seed again.</summary>
    internal static string CommandFor(int seed) =>
        $"MKUBE_SIMULATION_SEED={seed} dotnet test --project tests/MiniKube.Simulation.Tests --filter-method '*{nameof(A_seed_can_be_replayed_with_its_trace_written_down)}'";

    private static World Run(int seed)
    {
        var world = new World(seed, isRecorded: true);
        world.Run();
        return world;
    }
}
