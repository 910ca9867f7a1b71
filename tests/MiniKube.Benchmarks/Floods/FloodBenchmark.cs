using System.Diagnostics;
using System.Net;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks.Floods;

/// <summary>One user, in a process of its own, keeps as many requests as it can under way; how long another one's take meanwhile.</summary>
internal static class FloodBenchmark
{
    /// <summary>A flood that makes others wait for long is measured by fewer requests.</summary>
    private static readonly TimeSpan MeasuringMax = TimeSpan.FromSeconds(30);

    private static readonly (string Name, Version Version)[] Floods = [("HTTP/2", HttpVersion.Version20), ("HTTP/1.1, a connection each", HttpVersion.Version11)];

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        await using var server = await Server.StartAsync(cancellationToken);
        await PrepareAsync(server, isSmoke ? 50 : 2_000, cancellationToken);
        var count = isSmoke ? 5 : 200;
        Console.WriteLine("| while one user has 1,000 searches under way over | GET of a pod, ms | the same over a new connection, ms | /livez, ms | searches/s | refused with 429 | CPU of the server, s/s | CPU of the flood, s/s |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        await MeasureAsync(server, count, cancellationToken);
        Console.WriteLine($"| nothing: no flood | {await MeasureAsync(server, count, cancellationToken)} | - | - | - | - |");
        foreach (var (name, version) in Floods)
        {
            await using var flood = FloodProcess.Start(server.Kubeconfig, version);
            await flood.WaitUntilAnsweredAsync(cancellationToken);
            var cpu = await server.CpuSecondsAsync(cancellationToken);
            var start = Stopwatch.GetTimestamp();
            var measured = await MeasureAsync(server, count, cancellationToken);
            cpu = await server.CpuSecondsAsync(cancellationToken) - cpu;
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var result = await flood.EndAsync(cancellationToken);
            Console.WriteLine(
                $"| {name} | {measured} | {result.Answered / result.Seconds:0} | {result.Refused / result.Seconds:0} a second | {cpu / seconds:0.00} | {result.CpuSeconds / result.Seconds:0.00} |");
        }
    }

    private static async Task PrepareAsync(Server server, int pods, CancellationToken cancellationToken)
    {
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
        await server.Api.SendAsync(
            HttpMethod.Post, $"{Rbac}/clusterroles", cancellationToken, """{"metadata":{"name":"reader"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]}]}""");
        await server.Api.SendAsync(
            HttpMethod.Post,
            $"{Rbac}/clusterrolebindings",
            cancellationToken,
            """{"metadata":{"name":"reader"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"reader"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"readers"}]}""");
        for (var number = 0; number < pods; number++)
        {
            await server.Api.SendAsync(HttpMethod.Post, Pods.Path, cancellationToken, Pods.Body(number));
        }
    }

    /// <summary>Cells of the table: a kept connection, a new one each time, and what nobody waits for.</summary>
    private static async Task<string> MeasureAsync(Server server, int count, CancellationToken cancellationToken)
    {
        const string Pod = $"{Pods.Path}/pod-000000";
        var (kept, anew, health) = (new Sample(), new Sample(), new Sample());
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count && Stopwatch.GetElapsedTime(start) < MeasuringMax; i++)
        {
            kept.Add(await TimeAsync(server.Api, Pod, cancellationToken));
            health.Add(await TimeAsync(server.Api, "/livez", cancellationToken));
            using var once = await server.ConnectAsync(cancellationToken);
            anew.Add(await TimeAsync(once, Pod, cancellationToken));
        }

        return $"{kept.Percentiles()} | {anew.Percentiles()} | {health.Percentiles()}";
    }

    private static async Task<double> TimeAsync(RawApi api, string path, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await FloodRequest.SendAsync(api, "quiet", path, HttpVersion.Version20, cancellationToken);
        return answer == HttpStatusCode.OK
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException($"the quiet user was answered {answer}");
    }
}
