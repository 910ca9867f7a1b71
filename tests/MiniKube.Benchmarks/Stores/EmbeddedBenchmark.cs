using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Benchmarks.Stores;

/// <summary>The embedded store in this process, alone and as three members, without any protocol in front; beside it a bare write and sync of the same size.</summary>
internal static class EmbeddedBenchmark
{
    private static readonly byte[] Value = new byte[256];

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        var rounds = isSmoke ? 1 : 5;
        var scale = isSmoke ? 100 : 1;
        var directory = Directory.CreateTempSubdirectory("mkb").FullName;
        await using (var store = await EmbeddedStore.OpenAsync(
            new StoreOptions { Directory = Path.Combine(directory, "store") }, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken))
        {
            Begin("one member");
            await ReportAsync("bare write and sync of 512 B", rounds, 2000 / scale, operations => Task.FromResult(BareDisk.Sync(directory, operations)));
            await DriveAllAsync(store, rounds, scale, cancellationToken);
        }

        await using (var cluster = await EmbeddedCluster.StartAsync(directory, cancellationToken))
        {
            Begin("three members, asked at the leader");
            await ReportAsync("bare write and sync of 512 B", rounds, 2000 / scale, operations => Task.FromResult(BareDisk.Sync(directory, operations)));
            await DriveAllAsync(cluster.Leader, rounds, scale * 4, cancellationToken);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static void Begin(string what)
    {
        Console.WriteLine();
        Console.WriteLine($"| {what} | per second | p50 ms | p99 ms | bytes allocated each |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
    }

    private static async Task DriveAllAsync(EmbeddedStore store, int rounds, int scale, CancellationToken cancellationToken)
    {
        foreach (var clients in new[] { 1, 64, 1000 })
        {
            await ReportAsync($"put 256 B, {clients} clients", rounds, (clients == 1 ? 4000 : 100_000) / scale, operations => DriveAsync(
                clients, operations, async number => await store.CommitAsync(Put(number), cancellationToken)));
        }

        await ReportAsync("get, linearizable, 64 clients", rounds, 200_000 / scale, operations => DriveAsync(
            64, operations, async number => await store.RangeAsync(new RangeRequest(KeyRange.Single(KeyOf(number))), cancellationToken)));
        await ReportAsync("range of 1,000 keys, 8 clients", rounds, 20_000 / scale, operations => DriveAsync(
            8, operations, async number => await store.RangeAsync(new RangeRequest(KeyRange.Prefix(Key.From("/load/"))) { Limit = 1000 }, cancellationToken)));
    }

    private static Transaction Put(int number) => new() { Success = [new Operation.Put(KeyOf(number), Value)] };

    private static Key KeyOf(int number) => Key.From($"/load/{number % 10_000:d8}");

    private static async Task ReportAsync(string name, int rounds, int operations, Func<int, Task<double[]>> run)
    {
        var (rates, medians, tails, allocated) = (new Sample(), new Sample(), new Sample(), new Sample());
        for (var round = -1; round < rounds; round++)
        {
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            var latencies = await run(Math.Max(operations, 10));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            if (round < 0)
            {
                continue;
            }

            Array.Sort(latencies);
            rates.Add(latencies.Length / seconds);
            medians.Add(latencies[latencies.Length / 2]);
            tails.Add(latencies[(int)(latencies.Length * 0.99)]);
            allocated.Add((double)bytes / latencies.Length);
        }

        Console.WriteLine($"| {name} | {rates.Median:n0} ({rates.At(0):n0} to {rates.At(1):n0}) | {medians.Median:0.000} | {tails.Median:0.000} | {allocated.Median:n0} |");
    }

    private static async Task<double[]> DriveAsync(int clients, int operations, Func<int, Task> run)
    {
        var latencies = new double[operations];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var operation && operation < operations)
            {
                var sent = Stopwatch.GetTimestamp();
                await run(operation);
                latencies[operation] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        })));
        return latencies;
    }
}
