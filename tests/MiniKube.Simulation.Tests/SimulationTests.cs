using System.Collections.Concurrent;
using System.Globalization;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

public sealed class SimulationTests
{
    private const int SeedsByDefault = 500;
    private const int FailuresMax = 5;

    [Fact]
    public void No_seed_breaks_a_promise()
    {
        var failures = new ConcurrentQueue<string>();
        var first = Number("MKUBE_SIMULATION_FIRST_SEED") ?? 1;
        var count = Number("MKUBE_SIMULATION_SEEDS") ?? SeedsByDefault;

        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            if (failures.Count >= FailuresMax)
            {
                loop.Stop();
                return;
            }

            try
            {
                new World(seed).Run();
            }
            catch (Exception exception) when (exception is SafetyViolationException or InvalidOperationException)
            {
                failures.Enqueue($"seed {seed}: {exception.Message}");
            }
        });

        string.Join('\n', failures).Should().BeEmpty();
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
