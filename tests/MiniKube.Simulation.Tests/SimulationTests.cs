using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using MiniKube.Simulation.Tests.Histories;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>Lives through many seeds. MKUBE_SIMULATION_SEEDS says how many, MKUBE_SIMULATION_FIRST_SEED from where.</summary>
public sealed class SimulationTests
{
    private const int SeedsByDefault = 500;
    private const int UnseenSeeds = 100;
    private const int FailuresMax = 5;

    [Fact]
    public void No_seed_breaks_a_promise() =>
        LiveThrough(Number("MKUBE_SIMULATION_FIRST_SEED") ?? 1, Number("MKUBE_SIMULATION_SEEDS") ?? SeedsByDefault);

    [Fact]
    public void Nor_does_a_seed_that_was_never_tried() => LiveThrough(RandomNumberGenerator.GetInt32(int.MaxValue - UnseenSeeds), UnseenSeeds);

    private static void LiveThrough(int first, int count)
    {
        var failures = new ConcurrentQueue<string>();
        var undecided = 0;

        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            if (failures.Count >= FailuresMax)
            {
                loop.Stop();
                return;
            }

            var world = new World(seed);
            try
            {
                world.Run();
                Interlocked.Add(ref undecided, world.Linearizability == LinearizabilityResult.Undecided ? 1 : 0);
            }
            catch (Exception exception) when (exception is SafetyViolationException or InvalidOperationException or KeyNotFoundException)
            {
                failures.Enqueue($"seed {seed}: {exception.Message}\n  {ReplayTests.CommandFor(seed)}");
            }
        });

        string.Join('\n', failures).Should().BeEmpty();
        undecided.Should().BeLessThanOrEqualTo(count / 100, "a history whose search was given up has shown nothing");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
