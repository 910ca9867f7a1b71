using System.Diagnostics;

namespace MiniKube.Benchmarks;

/// <summary>Changes seen by 100 watchers over TLS: how long after the write was sent, and how many events a second.</summary>
internal static class WatchBenchmark
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        var watchers = isSmoke ? 5 : 100;
        var changes = isSmoke ? 10 : 400;
        await using var server = await Server.StartAsync(cancellationToken);
        var memoryBefore = server.MemoryBytes;
        var sentAt = new long[changes];
        var latency = new Sample();
        using var opened = new SemaphoreSlim(0);
        var list = (await server.Api.SendAsync(HttpMethod.Get, ConfigMaps, cancellationToken)).Json;
        var path = $"{ConfigMaps}?watch=true&resourceVersion={list["metadata"]!["resourceVersion"]}";
        var watching = Enumerable.Range(0, watchers)
            .Select(_ => WatchAsync(server, path, changes, sentAt, latency, opened, cancellationToken)).ToArray();
        for (var i = 0; i < watchers; i++)
        {
            await opened.WaitAsync(cancellationToken);
        }

        var memoryPerWatch = (server.MemoryBytes - memoryBefore) / 1e3 / watchers;
        var cpu = await server.CpuSecondsAsync(cancellationToken);
        var allocated = await server.AllocatedBytesAsync(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        for (var change = 0; change < changes; change++)
        {
            sentAt[change] = Stopwatch.GetTimestamp();
            var body = $$$$"""{"metadata":{"name":"cm-{{{{change}}}}"},"data":{"n":"{{{{change}}}}"}}""";
            await server.Api.SendAsync(HttpMethod.Post, ConfigMaps, cancellationToken, body);
        }

        await Task.WhenAll(watching);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cpu = await server.CpuSecondsAsync(cancellationToken) - cpu;
        allocated = await server.AllocatedBytesAsync(cancellationToken) - allocated;
        var events = (double)changes * watchers;
        Console.WriteLine($"{watchers} watchers, {changes} writes one after another");
        Console.WriteLine($"write sent to event seen: {latency.Percentiles()} ms");
        Console.WriteLine($"events delivered: {events / seconds:0}/s, server CPU {cpu / events * 1e6:0.0} µs, {allocated / events:0} bytes allocated each");
        Console.WriteLine($"memory of the server per open watch: {memoryPerWatch:0} KB");
    }

    private static async Task WatchAsync(
        Server server, string path, int changes, long[] sentAt, Sample latency, SemaphoreSlim opened, CancellationToken cancellationToken)
    {
        using var response = await server.Api.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        opened.Release();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        for (var seen = 0; seen < changes;)
        {
            var line = await reader.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException($"the watch ended after {seen} events");
            if (line.Contains("\"ADDED\"", StringComparison.Ordinal))
            {
                latency.Add(Stopwatch.GetElapsedTime(sentAt[seen]).TotalMilliseconds);
                seen++;
            }
        }
    }
}
