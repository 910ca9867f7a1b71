using System.Diagnostics;
using System.Net;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks.Floods;

/// <summary>What the flood's own process runs: the same search again and again, refused or not, until its input ends.</summary>
internal static class Flooder
{
    public const string Command = "--flooder";

    private const int RequestsAtOnce = 1_000;

    /// <summary>Much for the server to look at, little for the client to read.</summary>
    private const string Search = "/api/v1/pods?labelSelector=shard%3Dnone";

    /// <param name="kubeconfig">How to reach the server.</param>
    /// <param name="version">Of HTTP.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string kubeconfig, Version version, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var api = await RawApi.ConnectAsync(kubeconfig, cancellationToken);
        var counts = new int[2];
        var start = Stopwatch.GetTimestamp();
        var requests = Enumerable.Range(0, RequestsAtOnce).Select(_ => RepeatAsync(api, version, counts, end.Token)).ToList();
        await Console.In.ReadToEndAsync(cancellationToken);
        var result = new FloodResult(counts[0], counts[1], Stopwatch.GetElapsedTime(start).TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds);
        await end.CancelAsync();
        await Task.WhenAll(requests);
        Console.WriteLine(result.ToLine());
    }

    private static async Task RepeatAsync(RawApi api, Version version, int[] counts, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var answer = await FloodRequest.SendAsync(api, "flooder", Search, version, cancellationToken);
                var total = Interlocked.Increment(ref counts[answer == HttpStatusCode.OK ? 0 : 1]);
                if (total == RequestsAtOnce)
                {
                    Console.WriteLine(FloodProcess.AnsweredLine);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
