using System.Diagnostics;

namespace MiniKube.Benchmarks;

/// <summary>Lists of growing size: time to the first byte, speed, and what the server needs beyond what it stores.</summary>
internal static class ListBenchmark
{
    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        await using var server = await Server.StartAsync(cancellationToken);
        var created = 0;
        Console.WriteLine("| pods | list | MB | ms | MB/s | first byte, ms | server allocates, bytes per object | extra memory at the peak, MB |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var size in isSmoke ? [100, 200] : (int[])[1_000, 10_000])
        {
            await FillAsync(server, created, size, cancellationToken);
            created = size;
            await MeasureAsync(server, size, "all", Pods.Path, isSmoke, cancellationToken);
            await MeasureAsync(server, size, "label selector", Pods.Path + "?labelSelector=shard%3Ds3", isSmoke, cancellationToken);
            await MeasureAsync(server, size, "resourceVersion=0", Pods.Path + "?resourceVersion=0", isSmoke, cancellationToken);
        }
    }

    private static async Task FillAsync(Server server, int from, int to, CancellationToken cancellationToken) =>
        await Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken }, async (number, token) =>
        {
            var answer = await server.Api.SendAsync(HttpMethod.Post, Pods.Path, token, Pods.Body(number));
            if (answer.Code != 201)
            {
                throw new InvalidOperationException(answer.Body);
            }
        });

    private static async Task MeasureAsync(
        Server server, int size, string name, string path, bool isSmoke, CancellationToken cancellationToken)
    {
        var elapsed = new Sample();
        var first = new Sample();
        var allocated = new Sample();
        var extra = new Sample();
        long bytes = 0;
        var buffer = new byte[1 << 16];
        for (var round = 0; round < (isSmoke ? 2 : 12); round++)
        {
            var allocatedBefore = await server.AllocatedBytesAsync(cancellationToken);
            server.ResetPeakMemory();
            var memoryBefore = server.MemoryBytes;
            var start = Stopwatch.GetTimestamp();
            using var response = await server.Api.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            bytes = await body.ReadAsync(buffer, cancellationToken);
            first.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                bytes += read;
            }

            elapsed.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            extra.Add((server.PeakMemoryBytes - memoryBefore) / 1e6);
            allocated.Add(await server.AllocatedBytesAsync(cancellationToken) - allocatedBefore);
        }

        Console.WriteLine(
            $"| {size} | {name} | {bytes / 1e6:0.0} | {elapsed} | {bytes / 1e3 / elapsed.Median:0} | {first} | {allocated.Median / size:0} | {extra} |");
    }
}
