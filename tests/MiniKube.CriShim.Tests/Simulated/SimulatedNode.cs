using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated;

namespace MiniKube.CriShim.Tests.Simulated;

/// <summary>A simulated runtime with its clock, spoken to as a kubelet would.</summary>
internal sealed class SimulatedNode : IDisposable
{
    public SimulatedNode(SimulatedRuntimeOptions? options = null)
    {
        Simulated = new SimulatedRuntime(options ?? new SimulatedRuntimeOptions(), Time);
        var invoker = Simulated.Connect();
        Runtime = new RuntimeService.RuntimeServiceClient(invoker);
        Images = new ImageService.ImageServiceClient(invoker);
        Simulated.AddImage("web");
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public SimulatedRuntime Simulated { get; }

    public RuntimeService.RuntimeServiceClient Runtime { get; }

    public ImageService.ImageServiceClient Images { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Simulated.Dispose();

    public static PodSandboxConfig Pod(string name, Action<PodSandboxConfig>? change = null)
    {
        var config = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata { Name = name, Namespace = "default", Uid = "uid-" + name },
            Hostname = name,
            Linux = new LinuxPodSandboxConfig(),
            Labels = { ["app"] = name },
        };
        change?.Invoke(config);
        return config;
    }

    public async Task<string> RunSandboxAsync(PodSandboxConfig config)
        => (await Runtime.RunPodSandboxAsync(new RunPodSandboxRequest { Config = config }, cancellationToken: Cancellation)).PodSandboxId;

    public async Task<string> CreateAsync(string sandboxId, PodSandboxConfig pod, Action<ContainerConfig>? change = null)
    {
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = "main" },
            Image = new ImageSpec { Image = "web" },
        };
        change?.Invoke(config);
        var request = new CreateContainerRequest { PodSandboxId = sandboxId, Config = config, SandboxConfig = pod };
        return (await Runtime.CreateContainerAsync(request, cancellationToken: Cancellation)).ContainerId;
    }

    /// <summary>A pod of one container, started.</summary>
    public async Task<(string SandboxId, string ContainerId)> StartPodAsync(string name, Action<ContainerConfig>? change = null)
    {
        var pod = Pod(name);
        var sandboxId = await RunSandboxAsync(pod);
        var containerId = await CreateAsync(sandboxId, pod, change);
        await StartAsync(containerId);
        return (sandboxId, containerId);
    }

    public AsyncUnaryCall<StartContainerResponse> StartAsync(string containerId)
        => Runtime.StartContainerAsync(new StartContainerRequest { ContainerId = containerId }, cancellationToken: Cancellation);

    public AsyncUnaryCall<StopContainerResponse> StopAsync(string containerId, int graceSeconds = 30)
        => Runtime.StopContainerAsync(
            new StopContainerRequest { ContainerId = containerId, Timeout = graceSeconds }, cancellationToken: Cancellation);

    public async Task<ContainerStatus> StatusAsync(string containerId)
        => (await Runtime.ContainerStatusAsync(new ContainerStatusRequest { ContainerId = containerId }, cancellationToken: Cancellation)).Status;

    public async Task<PodSandboxStatus> SandboxStatusAsync(string sandboxId)
        => (await Runtime.PodSandboxStatusAsync(new PodSandboxStatusRequest { PodSandboxId = sandboxId }, cancellationToken: Cancellation)).Status;
}
