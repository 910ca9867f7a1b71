using System.Diagnostics;
using System.Net;

namespace MiniKube.Benchmarks;

/// <summary>Changes seen by many watchers over TLS: how long after the write was sent, how many events a second, and what a watch costs that waits.</summary>
internal static class WatchBenchmark
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        Console.WriteLine("| watchers | HTTP | encoding | writes | write sent to event seen, ms | events/s | server CPU per event, µs | bytes allocated per event | memory per idle watch, KB |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");

        // The server takes 10,000 connections, so that many watches have to share them, as those of Go clients do.
        foreach (var (watchers, changes, version) in isSmoke
            ? [(5, 10, HttpVersion.Version11), (5, 10, HttpVersion.Version20)]
            : ((int, int, Version)[])[(100, 400, HttpVersion.Version11), (1_000, 100, HttpVersion.Version11), (1_000, 100, HttpVersion.Version20), (10_000, 20, HttpVersion.Version20)])
        {
            await MeasureAsync(WatchedStream.Json, watchers, changes, version, cancellationToken);
            await MeasureAsync(WatchedStream.Protobuf, watchers, changes, version, cancellationToken);
        }
    }

    private static async Task MeasureAsync(string accept, int watchers, int changes, Version version, CancellationToken cancellationToken)
    {
        await using var server = await Server.StartAsync(cancellationToken);
        var sentAt = new long[changes];
        var latency = new Sample();
        using var opened = new SemaphoreSlim(0);
        var list = (await server.Api.SendAsync(HttpMethod.Get, ConfigMaps, cancellationToken)).Json;
        var path = $"{ConfigMaps}?watch=true&resourceVersion={list["metadata"]!["resourceVersion"]}";
        var memoryBefore = server.MemoryBytes;
        var watching = Enumerable.Range(0, watchers)
            .Select(_ => WatchAsync(server, path, accept, version, changes, sentAt, latency, opened, cancellationToken)).ToArray();
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
        Console.WriteLine(
            $"| {watchers} | {version} | {(accept == WatchedStream.Json ? "JSON" : "protobuf")} | {changes} | {latency.Percentiles()} | {events / seconds:0} | "
            + $"{cpu / events * 1e6:0.0} | {allocated / events:0} | {memoryPerWatch:0} |");
    }

    private static async Task WatchAsync(
        Server server,
        string path,
        string accept,
        Version version,
        int changes,
        long[] sentAt,
        Sample latency,
        SemaphoreSlim opened,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await server.Api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        opened.Release();
        using var stream = new WatchedStream(await response.Content.ReadAsStreamAsync(cancellationToken), accept);
        for (var seen = 0; seen < changes; seen++)
        {
            await stream.ReadEventAsync(cancellationToken);
            latency.Add(Stopwatch.GetElapsedTime(sentAt[seen]).TotalMilliseconds);
        }
    }
}
