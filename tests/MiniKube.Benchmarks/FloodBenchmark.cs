using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks;

/// <summary>One user keeps as many requests as it can under way; how long another one's take meanwhile, over TLS and connections of its own.</summary>
internal static class FloodBenchmark
{
    private const int FloodRequests = 1_000;

    /// <summary>Much for the server to look at, little for the client to read.</summary>
    private const string Search = "/api/v1/pods?labelSelector=shard%3Dnone";

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        await using var server = await Server.StartAsync(cancellationToken);
        await PrepareAsync(server, isSmoke ? 50 : 2_000, cancellationToken);
        var quiet = new Sample();
        var flooded = new Sample();
        await MeasureAsync(server, quiet, isSmoke ? 5 : 200, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = new int[2];
        using var flooder = await server.ConnectAsync(cancellationToken);
        var flood = Enumerable.Range(0, FloodRequests).Select(_ => FloodAsync(flooder, answers, end.Token)).ToList();
        await MeasureAsync(server, flooded, isSmoke ? 5 : 200, cancellationToken);
        await end.CancelAsync();
        await Task.WhenAll(flood);

        Console.WriteLine($"- another user's GET, nobody else there: {quiet.Percentiles()} ms");
        Console.WriteLine($"- another user's GET, while one user has {FloodRequests} searches under way: {flooded.Percentiles()} ms");
        Console.WriteLine($"- the flood's searches: {answers[0]} answered, {answers[1]} refused with 429");
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

    private static async Task MeasureAsync(Server server, Sample sample, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await SendAsync(server.Api, "quiet", $"{Pods.Path}/pod-000000", cancellationToken);
            if (answer != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"the quiet user was answered {answer}");
            }

            sample.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    /// <summary>One request after the other, refused or not, until told to end.</summary>
    private static async Task FloodAsync(RawApi api, int[] answers, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var answer = await SendAsync(api, "flooder", Search, cancellationToken);
                Interlocked.Increment(ref answers[answer == HttpStatusCode.OK ? 0 : 1]);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<HttpStatusCode> SendAsync(RawApi api, string user, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Impersonate-User", user);
        request.Headers.Add("Impersonate-Group", "readers");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await api.Http.SendAsync(request, cancellationToken);
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
        return response.StatusCode;
    }
}
