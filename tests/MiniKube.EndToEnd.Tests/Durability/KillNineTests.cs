using System.Collections.Concurrent;
using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Durability;

/// <summary>The whole of mkube is killed in the middle of writes, again and again, on a cluster of its own.</summary>
public sealed class KillNineTests
{
    private const int Rounds = 20;
    private const int WritesBeforeKill = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 600_000)]
    public async Task Nothing_acknowledged_is_lost_and_containers_keep_running()
    {
        var directory = Directory.CreateTempSubdirectory("mk").FullName;
        var kubectl = new RealParts.Kubectl(Path.Combine(directory, "kubeconfig"), directory);
        // Ports that stay the same over restarts, and a pod network that no other cluster on this machine has.
        string[] arguments =
        [
            .. ContainerdCluster.Arguments(directory).Select(word => word == "0" ? $"{FreePorts.Next()}" : word), "--pod-cidr", "10.245.0.0/24",
        ];
        var acknowledged = new ConcurrentDictionary<string, bool>();

        try
        {
            var containers = await DeployAsync(arguments, directory, kubectl);
            for (var round = 0; round < Rounds; round++)
            {
                await using var mkube = MkubeProcess.Start(arguments);
                await mkube.WaitForLineAsync("is ready", Token);
                await AssertNothingLostAsync(directory, acknowledged);
                (await ContainersAsync(kubectl)).Should().Equal(containers, "a restarted node adopts what runs (round {0})", round);
                await WriteUntilKilledAsync(mkube, directory, acknowledged, round);
            }

            await using var last = MkubeProcess.Start(arguments);
            await last.WaitForLineAsync("is ready", Token);
            await AssertNothingLostAsync(directory, acknowledged);
            await kubectl.MustAsync("scale deployment web --replicas=4", Token);
            await kubectl.MustAsync("rollout status deployment/web --timeout=90s", Token);
            (await last.TerminateAsync(Token)).Should().Be(0);
        }
        finally
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
            (await Command.RunAsync(Parts.Mkube, ["reset", "--data-dir", directory], limit.Token)).Must();
        }

        Directory.Exists(directory).Should().BeFalse("volumes that are still mounted when a node ends are no obstacle to its removal");
    }

    private static async Task<string[]> DeployAsync(string[] arguments, string directory, RealParts.Kubectl kubectl)
    {
        await using var mkube = MkubeProcess.Start(arguments);
        await mkube.WaitForLineAsync("is ready", Token);
        (await Command.RunAsync(Parts.Mkube, ["image", "web", "--data-dir", directory], Token)).Must();
        await kubectl.MustAsync("apply -f -", Token, Manifests.Web("web", replicas: 3));
        await kubectl.MustAsync("rollout status deployment/web --timeout=90s", Token);
        var containers = await ContainersAsync(kubectl);
        containers.Should().HaveCount(3);
        await mkube.KillAsync(Token);
        return containers;
    }

    /// <summary>Container ids with their restart counts: a container that was started anew shows.</summary>
    private static async Task<string[]> ContainersAsync(RealParts.Kubectl kubectl)
    {
        var output = await kubectl.MustAsync(
            "get pods -l app=web -o jsonpath={range.items[*]}{.status.containerStatuses[0].containerID},{.status.containerStatuses[0].restartCount};{end}",
            Token);
        return [.. output.Split(';', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private static async Task WriteUntilKilledAsync(
        MkubeProcess mkube,
        string directory,
        ConcurrentDictionary<string, bool> acknowledged,
        int round)
    {
        using var api = await RawApi.ConnectAsync(Path.Combine(directory, "kubeconfig"), Token);
        using var enough = new SemaphoreSlim(0);
        var writers = Enumerable.Range(0, 4).Select(writer => WriteAsync(api, $"r{round}-w{writer}", acknowledged, enough)).ToArray();
        for (var written = 0; written < WritesBeforeKill; written++)
        {
            await enough.WaitAsync(Token);
        }

        await mkube.KillAsync(Token);
        await Task.WhenAll(writers);
    }

    private static async Task WriteAsync(RawApi api, string prefix, ConcurrentDictionary<string, bool> acknowledged, SemaphoreSlim enough)
    {
        for (var number = 0; ; number++)
        {
            var name = $"{prefix}-{number}";
            try
            {
                var answer = await api.SendAsync(
                    HttpMethod.Post, "/api/v1/namespaces/default/configmaps", Token, $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"n":"{{{number}}}"}}""");
                answer.Code.Should().Be(201, answer.Body);
                acknowledged[name] = true;
                enough.Release();
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static async Task AssertNothingLostAsync(string directory, ConcurrentDictionary<string, bool> acknowledged)
    {
        using var api = await RawApi.ConnectAsync(Path.Combine(directory, "kubeconfig"), Token);
        var answer = await api.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/configmaps", Token);
        var found = answer.Json["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.GetValue<string>()).ToHashSet();
        acknowledged.Keys.Where(name => !found.Contains(name)).Should().BeEmpty();
    }
}
