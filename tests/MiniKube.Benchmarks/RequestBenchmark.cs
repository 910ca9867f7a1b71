using System.Diagnostics;

namespace MiniKube.Benchmarks;

/// <summary>GET, create, update and patch over TLS: latency with one client, rate with 64, bytes allocated by the server for each.</summary>
internal static class RequestBenchmark
{
    private const string Strategic = "application/strategic-merge-patch+json";

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        var count = isSmoke ? 50 : 4000;
        await using var server = await Server.StartAsync(cancellationToken);
        await server.Api.SendAsync(HttpMethod.Post, Pods.Path, cancellationToken, Pods.Body(0));
        var created = 1;

        Console.WriteLine("| request | 1 client, ms | 64 clients, requests/s | server allocates, bytes | server CPU, µs |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var pass in (bool[])[true, false])
        {
            // The first pass warms the server up; only the second is told.
            await MeasureAsync("GET a pod", () => server.Api.SendAsync(HttpMethod.Get, Pods.Path + "/pod-000000", cancellationToken));
            await MeasureAsync(
                "create a pod",
                () => server.Api.SendAsync(HttpMethod.Post, Pods.Path, cancellationToken, Pods.Body(Interlocked.Increment(ref created))));
            await MeasureAsync(
                "patch a pod (strategic)",
                () => server.Api.SendAsync(
                    HttpMethod.Patch,
                    Pods.Path + "/pod-000000",
                    cancellationToken,
                    $$$$"""{"metadata":{"annotations":{"n":"{{{{Interlocked.Increment(ref created)}}}}"}}}""",
                    Strategic));

            async Task MeasureAsync(string name, Func<Task<RealParts.RawAnswer>> sendAsync)
            {
                var latency = new Sample();
                for (var i = 0; i < count / 4; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    Check(await sendAsync());
                    latency.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                var allocated = await server.AllocatedBytesAsync(cancellationToken);
                var cpu = await server.CpuSecondsAsync(cancellationToken);
                var began = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
                {
                    for (var i = 0; i < count / 64; i++)
                    {
                        Check(await sendAsync());
                    }
                }));
                var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                var sent = count / 64 * 64;
                allocated = await server.AllocatedBytesAsync(cancellationToken) - allocated;
                cpu = await server.CpuSecondsAsync(cancellationToken) - cpu;
                if (!pass || isSmoke)
                {
                    Console.WriteLine($"| {name} | {latency.Percentiles()} | {sent / seconds:0} | {allocated / sent:0} | {cpu / sent * 1e6:0} |");
                }
            }
        }
    }

    private static void Check(RealParts.RawAnswer answer)
    {
        if (answer.Code >= 300)
        {
            throw new InvalidOperationException($"the server answered {answer.Code}: {answer.Body}");
        }
    }
}
