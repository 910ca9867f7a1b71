using System.Diagnostics;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks;

/// <summary>GET, create, update, the four patches, and what nodes and the scheduler write all day, over TLS: latency with one client, rate with 64, bytes allocated by the server for each.</summary>
internal static class RequestBenchmark
{
    private const int Clients = 64;
    private const string JsonPatch = "application/json-patch+json";
    private const string MergePatch = "application/merge-patch+json";
    private const string StrategicMergePatch = "application/strategic-merge-patch+json";
    private const string ApplyPatch = "application/apply-patch+yaml";

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        var count = isSmoke ? Clients : Clients * 60;
        await using var server = await Server.StartAsync(cancellationToken);
        var bodies = new string[Clients];
        for (var number = 0; number < Clients; number++)
        {
            var made = await server.Api.SendAsync(HttpMethod.Post, Pods.Path, cancellationToken, Pods.Body(number));
            Check(made);
            var pod = made.Json;
            pod["metadata"]!.AsObject().Remove("resourceVersion");
            bodies[number] = pod.ToJsonString();
        }

        var nodes = await NodeWrites.PrepareAsync(server, Clients, cancellationToken);

        // The first pass warms the server up; only the others are told.
        var requests = Requests(server, bodies, nodes, cancellationToken);
        var results = requests.Select(_ => new Result()).ToList();
        for (var pass = isSmoke ? 1 : 0; pass < (isSmoke ? 2 : 4); pass++)
        {
            for (var i = 0; i < requests.Count; i++)
            {
                await MeasureAsync(server, requests[i].SendAsync, count, pass == 0 ? new Result() : results[i], cancellationToken);
            }
        }

        Console.WriteLine("| request | 1 client, ms | 64 clients, requests/s | server allocates, bytes | server CPU, µs |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var (request, result) in requests.Zip(results))
        {
            Console.WriteLine(
                $"| {request.Name} | {result.Latency.Percentiles()} | {result.Rate} | {result.Allocated.Median:0} | {result.Cpu.Median:0} |");
        }
    }

    /// <summary>Each client has a pod of its own, but where it says that they share one.</summary>
    private static List<(string Name, Func<int, Task<RawAnswer>> SendAsync)> Requests(
        Server server, string[] bodies, NodeWrites nodes, CancellationToken cancellationToken)
    {
        var made = Clients;
        return
        [
            ("GET", client => server.Api.SendAsync(HttpMethod.Get, Path(client), cancellationToken)),
            ("create", _ => nodes.CreatePodAsync(Interlocked.Increment(ref made), cancellationToken)),
            ("update", client => server.Api.SendAsync(
                HttpMethod.Put, Path(client), cancellationToken, bodies[client].Replace("a pod among many", $"pod {Interlocked.Increment(ref made)} of many", StringComparison.Ordinal))),
            ("JSON patch", client => PatchAsync(client, JsonPatch, n => $$"""[{"op":"add","path":"/metadata/annotations/n","value":"{{n}}"}]""")),
            ("merge patch", client => PatchAsync(client, MergePatch, Annotation)),
            ("strategic merge patch", client => PatchAsync(client, StrategicMergePatch, Annotation)),
            ("apply", client => PatchAsync(
                client, ApplyPatch, n => $$$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"pod-{{{{client:D6}}}}","annotations":{"n":"{{{{n}}}}"}}}""", "?fieldManager=bench&force=true")),
            ("strategic merge patch, all clients the same pod", _ => PatchAsync(0, StrategicMergePatch, Annotation)),
            ("a kubelet's patch of a pod's status", client => nodes.PatchStatusAsync(client, Interlocked.Increment(ref made), cancellationToken)),
            ("a node renews its lease", client => nodes.RenewAsync(client, Interlocked.Increment(ref made), cancellationToken)),
            ("event", client => nodes.RecordAsync(client, Interlocked.Increment(ref made), cancellationToken)),
            ("binding", _ => nodes.BindAsync(cancellationToken)),
        ];

        Task<RawAnswer> PatchAsync(int client, string contentType, Func<int, string> body, string query = "") => server.Api.SendAsync(
            HttpMethod.Patch, Path(client) + query, cancellationToken, body(Interlocked.Increment(ref made)), contentType);
    }

    private static string Annotation(int n) => $$$$"""{"metadata":{"annotations":{"n":"{{{{n}}}}"}}}""";

    private static string Path(int pod) => $"{Pods.Path}/pod-{pod:D6}";

    private static async Task MeasureAsync(
        Server server, Func<int, Task<RawAnswer>> sendAsync, int count, Result result, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count / 16; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Check(await sendAsync(0));
            result.Latency.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var allocated = await server.AllocatedBytesAsync(cancellationToken);
        var cpu = await server.CpuSecondsAsync(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (var i = 0; i < count / Clients; i++)
            {
                Check(await sendAsync(client));
            }
        }));
        result.Rate.Add(Math.Round(count / Stopwatch.GetElapsedTime(began).TotalSeconds));
        result.Allocated.Add((await server.AllocatedBytesAsync(cancellationToken) - allocated) / count);
        result.Cpu.Add((await server.CpuSecondsAsync(cancellationToken) - cpu) / count * 1e6);
    }

    private static void Check(RawAnswer answer)
    {
        if (answer.Code >= 300)
        {
            throw new InvalidOperationException($"the server answered {answer.Code}: {answer.Body}");
        }
    }

    private sealed record Result
    {
        public Sample Latency { get; } = new();

        public Sample Rate { get; } = new();

        public Sample Allocated { get; } = new();

        public Sample Cpu { get; } = new();
    }
}
