using System.Diagnostics;
using System.Text.Json.Nodes;
using MiniKube.Cri;
using MiniKube.Cri.V1;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks;

/// <summary>From the creation of a pod to Running on a real containerd, beside the raw CRI calls for the same pod, taking turns.</summary>
internal static class PodBenchmark
{
    private const string Image = "mkube.dev/web:1";

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("mkb").FullName;
        var mkube = MkubeProcess.Start(
            "up", "--data-dir", directory, "--port", "0", "--kubelet-port", "0", "--runtime", "containerd", "--pod-cidr", "10.246.0.0/24", "--log-level", "Warning");
        try
        {
            await mkube.WaitForLineAsync("is ready", cancellationToken);
            (await Command.RunAsync(Parts.Mkube, ["image", "web", "--data-dir", directory], cancellationToken)).Must();
            using var api = await RawApi.ConnectAsync(Path.Combine(directory, "kubeconfig"), cancellationToken);
            using var channel = CriChannel.ForUnixSocket(Path.Combine(directory, "node", "containerd", "containerd.sock"));
            var runtime = new RuntimeService.RuntimeServiceClient(channel);
            var throughApi = new Sample();
            var raw = new Sample();
            var ratio = new Sample();
            for (var round = 0; round < (isSmoke ? 1 : 12); round++)
            {
                var rawMs = await RawPodAsync(runtime, directory, round, cancellationToken);
                var apiMs = await ApiPodAsync(api, round, cancellationToken);
                if (round > 0 || isSmoke)
                {
                    raw.Add(rawMs);
                    throughApi.Add(apiMs);
                    ratio.Add(apiMs / rawMs);
                }
            }

            Console.WriteLine($"pod created to Running through the API:   {throughApi} ms");
            Console.WriteLine($"RunPodSandbox + Create + Start by hand:   {raw} ms");
            Console.WriteLine($"ratio, pair by pair:                      {ratio}");
        }
        finally
        {
            await mkube.TerminateAsync(CancellationToken.None);
            await mkube.DisposeAsync();
            await Command.RunAsync(Parts.Mkube, ["reset", "--data-dir", directory], CancellationToken.None);
        }
    }

    private static async Task<double> ApiPodAsync(RawApi api, int round, CancellationToken cancellationToken)
    {
        var name = $"bench-{round}";
        var body = $$$$"""
            {"metadata":{"name":"{{{{name}}}}"},"spec":{"terminationGracePeriodSeconds":0,"automountServiceAccountToken":false,
            "containers":[{"name":"main","image":"{{{{Image}}}}","command":["sleep","1000"]}]}}
            """;
        var watch = WatchUntilRunningAsync(api, name, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var answer = await api.SendAsync(HttpMethod.Post, Pods.Path, cancellationToken, body);
        if (answer.Code != 201)
        {
            throw new InvalidOperationException(answer.Body);
        }

        var elapsed = Stopwatch.GetElapsedTime(start, await watch).TotalMilliseconds;
        var gone = WatchUntilAsync(api, name, line => line["type"]!.GetValue<string>() == "DELETED", cancellationToken);
        await api.SendAsync(HttpMethod.Delete, $"{Pods.Path}/{name}", cancellationToken);
        await gone;
        return elapsed;
    }

    private static Task<long> WatchUntilRunningAsync(RawApi api, string name, CancellationToken cancellationToken) => WatchUntilAsync(
        api,
        name,
        line => line["object"]!["status"]?["containerStatuses"]?[0]?["state"]?["running"] is not null,
        cancellationToken);

    /// <returns>The time at which the line came.</returns>
    private static async Task<long> WatchUntilAsync(RawApi api, string name, Func<JsonNode, bool> isIt, CancellationToken cancellationToken)
    {
        using var response = await api.Http.GetAsync(
            $"{Pods.Path}?watch=true&fieldSelector=metadata.name%3D{name}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (isIt(JsonNode.Parse(line)!))
            {
                return Stopwatch.GetTimestamp();
            }
        }

        throw new InvalidOperationException($"the watch of {name} ended early");
    }

    private static async Task<double> RawPodAsync(
        RuntimeService.RuntimeServiceClient runtime, string directory, int round, CancellationToken cancellationToken)
    {
        var sandbox = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata { Name = $"raw-{round}", Namespace = "raw", Uid = $"raw-{round}", Attempt = 0 },
            Hostname = "raw",
            LogDirectory = Path.Combine(directory, "raw"),
            Linux = new LinuxPodSandboxConfig { CgroupParent = $"/mkube-bench/raw{round}" },
        };
        var start = Stopwatch.GetTimestamp();
        var pod = await runtime.RunPodSandboxAsync(new RunPodSandboxRequest { Config = sandbox }, cancellationToken: cancellationToken);
        var container = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = "main", Attempt = 0 },
            Image = new ImageSpec { Image = Image },
            LogPath = "main.log",
            Linux = new LinuxContainerConfig(),
        };
        container.Command.AddRange(["sleep", "1000"]);
        var created = await runtime.CreateContainerAsync(
            new CreateContainerRequest { PodSandboxId = pod.PodSandboxId, Config = container, SandboxConfig = sandbox },
            cancellationToken: cancellationToken);
        await runtime.StartContainerAsync(new StartContainerRequest { ContainerId = created.ContainerId }, cancellationToken: cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await runtime.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = pod.PodSandboxId }, cancellationToken: cancellationToken);
        await runtime.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = pod.PodSandboxId }, cancellationToken: cancellationToken);
        return elapsed;
    }
}
