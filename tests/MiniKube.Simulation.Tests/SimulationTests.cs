using System.Security.Cryptography;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>The core with a small state machine, in many worlds.</summary>
public sealed class SimulationTests
{
    private const int SeedsByDefault = 500;
    private const int UnseenSeeds = 100;

    [Fact]
    public void No_seed_breaks_a_promise() => LiveThrough(Seeds.First, Seeds.Count(SeedsByDefault));

    [Fact]
    public void Nor_does_a_seed_that_was_never_tried() => LiveThrough(RandomNumberGenerator.GetInt32(int.MaxValue - UnseenSeeds), UnseenSeeds);

    private static void LiveThrough(int first, int count) =>
        Seeds.LiveThrough(first, count, seed => new World(seed), nameof(ReplayTests.A_seed_can_be_replayed_with_its_trace_written_down));
}
