using System.Collections.Concurrent;
using System.Globalization;
using MiniKube.Histories;

namespace MiniKube.Simulation.Tests.Worlds;

/// <summary>Runs many seeds, on all processors. MKUBE_SIMULATION_SEEDS says how many, MKUBE_SIMULATION_FIRST_SEED from where.</summary>
internal static class Seeds
{
    private const int FailuresMax = 5;

    public static int First => Number("MKUBE_SIMULATION_FIRST_SEED") ?? 1;

    public static int Count(int byDefault) => Number("MKUBE_SIMULATION_SEEDS") ?? byDefault;

    /// <summary>The one seed that somebody wants to see.</summary>
    public static int Chosen => Number("MKUBE_SIMULATION_SEED") ?? 1;

    /// <param name="first">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="make">Makes the world of a seed.</param>
    /// <param name="replay">The test that replays one.</param>
    public static void LiveThrough(int first, int count, Func<int, World> make, string replay)
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

            try
            {
                var world = make(seed);
                world.Run();
                Interlocked.Add(ref undecided, world.Linearizability == LinearizabilityResult.Undecided ? 1 : 0);
            }
#pragma warning disable CA1031 // Whatever ends a world early is a finding, and must not hide which seed it was.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                var what = exception is SafetyViolationException ? exception.Message : exception.ToString();
                failures.Enqueue($"seed {seed}: {what}\n  {CommandFor(seed, replay)}");
            }
        });

        string.Join('\n', failures).Should().BeEmpty();
        undecided.Should().BeLessThanOrEqualTo(count / 100, "a history whose search was given up has shown nothing");
    }

    /// <summary>What to type to see one seed again.</summary>
    public static string CommandFor(int seed, string replay) =>
        $"MKUBE_SIMULATION_SEED={seed} dotnet test --project tests/MiniKube.Simulation.Tests --filter-method '*{replay}'";

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
