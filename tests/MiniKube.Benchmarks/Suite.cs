using MiniKube.Benchmarks.Floods;
using MiniKube.Benchmarks.Stores;

namespace MiniKube.Benchmarks;

/// <summary>Every benchmark by the name it is chosen with.</summary>
internal static class Suite
{
    public static IReadOnlyDictionary<string, Func<bool, CancellationToken, Task>> All { get; } =
        new Dictionary<string, Func<bool, CancellationToken, Task>>
        {
            ["start"] = StartBenchmark.RunAsync,
            ["requests"] = RequestBenchmark.RunAsync,
            ["ownership"] = OwnershipBenchmark.RunAsync,
            ["list"] = ListBenchmark.RunAsync,
            ["watch"] = WatchBenchmark.RunAsync,
            ["flood"] = FloodBenchmark.RunAsync,
            ["pods"] = PodBenchmark.RunAsync,
            ["store"] = EmbeddedBenchmark.RunAsync,
            ["large"] = LargeStateBenchmark.RunAsync,
            ["etcd"] = StoreBenchmark.RunAsync,
        };
}
