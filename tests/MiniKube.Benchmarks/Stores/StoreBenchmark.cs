namespace MiniKube.Benchmarks.Stores;

/// <summary>Our store beside etcd, both through etcd's protocol: alternating runs of the same load from the same client.</summary>
internal static class StoreBenchmark
{
    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        foreach (var members in new[] { 1, 3 })
        {
            await using var ours = await StoreCluster.StartMkubeAsync(members, cancellationToken);
            await using var etcd = await StoreCluster.StartEtcdAsync(members, cancellationToken);
            Console.WriteLine($"### {members} {(members == 1 ? "member" : "members")}");
            Console.WriteLine();
            Console.WriteLine(BareSync(isSmoke ? 200 : 2000));
            Console.WriteLine();
            Console.WriteLine("| load | mkube/s | etcd/s | ratio | mkube p50 / p99 ms | etcd p50 / p99 ms | mkube CPU µs | etcd CPU µs |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
            foreach (var (name, operations, run) in Loads(members))
            {
                await CompareAsync(name, ours, etcd, isSmoke ? 1 : 5, isSmoke ? Math.Max(operations / 100, 100) : operations, run, cancellationToken);
            }

            var watches = isSmoke ? 100 : 5000;
            var (our, their) = (await StoreLoad.IdleWatchBytesAsync(ours, watches, cancellationToken), await StoreLoad.IdleWatchBytesAsync(etcd, watches, cancellationToken));
            Console.WriteLine();
            Console.WriteLine($"memory for each idle watch: mkube {our / 1000:0.0} KB, etcd {their / 1000:0.0} KB; RSS afterwards: mkube {ours.MemoryBytes / 1e6:0} MB, etcd {etcd.MemoryBytes / 1e6:0} MB");
            Console.WriteLine();
        }
    }

    /// <summary>The least that a durable write can cost here, in the same run.</summary>
    private static string BareSync(int operations)
    {
        var directory = Directory.CreateTempSubdirectory("mkb").FullName;
        var latencies = BareDisk.Sync(directory, operations);
        Directory.Delete(directory, recursive: true);
        Array.Sort(latencies);
        return $"A bare write of 512 B and its sync: p50 {latencies[operations / 2]:0.000}, p99 {latencies[(int)(operations * 0.99)]:0.000} ms.";
    }

    private static IEnumerable<(string Name, int Operations, Func<StoreCluster, int, CancellationToken, Task<Measurement>> Run)> Loads(int members)
    {
        var scale = members == 1 ? 1 : 2;
        yield return ("get of nothing, serializable, 1 client: what a call costs", 4_000, static (cluster, operations, stop) => StoreLoad.NothingAsync(cluster, 1, operations, stop));
        yield return (
            members == 1 ? "put 256 B, 1 client" : "put 256 B, 1 client, at the leader",
            2_000 / scale,
            static (cluster, operations, stop) => StoreLoad.PutNearLeaderAsync(cluster, 0, operations, stop));
        if (members > 1)
        {
            yield return ("put 256 B, 1 client, at a follower", 2_000 / scale, static (cluster, operations, stop) => StoreLoad.PutNearLeaderAsync(cluster, 1, operations, stop));
        }

        yield return ("put 256 B, 64 clients", 20_000 / scale, static (cluster, operations, stop) => StoreLoad.PutAsync(cluster, 64, operations, stop));
        yield return ("put 256 B, 1,000 clients", 30_000 / scale, static (cluster, operations, stop) => StoreLoad.PutAsync(cluster, 1000, operations, stop));
        yield return ("get, linearizable, 64 clients", 20_000, static (cluster, operations, stop) => StoreLoad.GetAsync(cluster, 64, operations, false, stop));
        yield return ("get, serializable, 64 clients", 20_000, static (cluster, operations, stop) => StoreLoad.GetAsync(cluster, 64, operations, true, stop));
        yield return ("range of 1,000 keys, 8 clients", 400, static (cluster, operations, stop) => StoreLoad.RangeAsync(cluster, 8, operations, stop));
        yield return ("event to 1,000 watchers", 100, static (cluster, operations, stop) => StoreLoad.WatchAsync(cluster, 1000, operations, stop));
    }

    private static async Task CompareAsync(
        string name,
        StoreCluster ours,
        StoreCluster etcd,
        int pairs,
        int operations,
        Func<StoreCluster, int, CancellationToken, Task<Measurement>> run,
        CancellationToken cancellationToken)
    {
        var (mkube, peer) = (new List<Measurement>(), new List<Measurement>());
        _ = await run(ours, Math.Max(operations / 4, 1), cancellationToken);
        _ = await run(etcd, Math.Max(operations / 4, 1), cancellationToken);
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that neither always finds the warmer machine.
            var oursFirst = pair % 2 == 0;
            (oursFirst ? mkube : peer).Add(await run(oursFirst ? ours : etcd, operations, cancellationToken));
            (oursFirst ? peer : mkube).Add(await run(oursFirst ? etcd : ours, operations, cancellationToken));
        }

        var (our, their) = (Median(mkube, static m => m.Rate), Median(peer, static m => m.Rate));
        Console.WriteLine(
            $"| {name} | {our:n0} ({Spread(mkube)}) | {their:n0} ({Spread(peer)}) | {our / their:0.00} "
            + $"| {Median(mkube, static m => m.MedianMilliseconds):0.00} / {Median(mkube, static m => m.TailMilliseconds):0.00} "
            + $"| {Median(peer, static m => m.MedianMilliseconds):0.00} / {Median(peer, static m => m.TailMilliseconds):0.00} "
            + $"| {Median(mkube, static m => m.CpuMicroseconds):0} | {Median(peer, static m => m.CpuMicroseconds):0} |");
    }

    private static double Median(List<Measurement> measured, Func<Measurement, double> value)
    {
        var sorted = measured.Select(value).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Spread(List<Measurement> measured) => $"{measured.Min(static m => m.Rate):n0} to {measured.Max(static m => m.Rate):n0}";
}
