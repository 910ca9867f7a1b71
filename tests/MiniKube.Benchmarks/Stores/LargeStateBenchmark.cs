using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Benchmarks.Stores;

/// <summary>A gigabyte of state in the embedded store: how long single writes take while it grows and is snapshotted, and how long a restart takes.</summary>
internal static class LargeStateBenchmark
{
    private const int ValueBytes = 1024;
    private const int KeysPerTransaction = 64;

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        var keys = isSmoke ? 10_000 : 1_000_000;
        var directory = Directory.CreateTempSubdirectory("mkb").FullName;
        var options = new StoreOptions { Directory = Path.Combine(directory, "store") };
        var latencies = new Sample();
        var collecting = new Sample();
        await using (var store = await EmbeddedStore.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken))
        {
            using var filled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var probing = ProbeAsync(store, latencies, collecting, filled.Token);
            var start = Stopwatch.GetTimestamp();
            await FillAsync(store, keys, cancellationToken);

            // Once more over the same keys: the log doubles, so the whole state is snapshotted while writes go on.
            await FillAsync(store, keys, cancellationToken);
            Console.WriteLine($"{2 * keys:n0} writes of {ValueBytes} B in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; {keys:n0} keys");
            await filled.CancelAsync();
            await probing;
        }

        Console.WriteLine($"one write every 2 ms beside them, {latencies.Count:n0}: {latencies.Percentiles()}, p99.9 {latencies.At(0.999):0.0}, longest {latencies.At(1):0.0} ms");
        Console.WriteLine($"pauses for the garbage collector during those writes: p99 {collecting.At(0.99):0.0}, p99.9 {collecting.At(0.999):0.0}, longest {collecting.At(1):0.0} ms");
        foreach (var file in new DirectoryInfo(options.Directory).EnumerateFiles().GroupBy(static file => file.Extension))
        {
            Console.WriteLine($"on disk, {file.Key}: {file.Count()} files, {file.Sum(static one => one.Length) / 1e6:n0} MB");
        }

        var openings = new Sample();
        for (var round = 0; round < (isSmoke ? 1 : 3); round++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var store = await EmbeddedStore.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
            _ = await store.RangeAsync(new RangeRequest(KeyRange.Single(KeyOf(0))), cancellationToken);
            openings.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Console.WriteLine($"restart until a linearizable read is answered: {openings} s");
        Directory.Delete(directory, recursive: true);
    }

    private static async Task FillAsync(EmbeddedStore store, int keys, CancellationToken cancellationToken)
    {
        var next = -KeysPerTransaction;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(
            async () =>
            {
                while (Interlocked.Add(ref next, KeysPerTransaction) is var first && first < keys)
                {
                    var puts = Enumerable.Range(first, KeysPerTransaction).Select(static number => (Operation)new Operation.Put(KeyOf(number), NewValue(number)));
                    _ = await store.CommitAsync(new Transaction { Success = [.. puts] }, cancellationToken);
                }
            },
            cancellationToken)));
    }

    private static async Task ProbeAsync(EmbeddedStore store, Sample latencies, Sample collecting, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var paused = GC.GetTotalPauseDuration();
                var sent = Stopwatch.GetTimestamp();
                _ = await store.CommitAsync(new Transaction { Success = [new Operation.Put(Key.From("/probe"), new byte[16])] }, stop);
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                collecting.Add((GC.GetTotalPauseDuration() - paused).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The filling is over.
        }
    }

    private static Key KeyOf(int number) => Key.From($"/state/{number:d10}");

    private static byte[] NewValue(int number)
    {
        var value = new byte[ValueBytes];
        BitConverter.TryWriteBytes(value, number);
        return value;
    }
}
