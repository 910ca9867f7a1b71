using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Cri.Streams;
using MiniKube.Cri.V1;
using MiniKube.Hosting.Containerd;

namespace MiniKube.EndToEnd.Tests.Containerd;

/// <summary>A real containerd in a directory of its own, spoken to as a kubelet would.</summary>
internal sealed class ContainerdNode : IAsyncDisposable
{
    private readonly string _podCidr;
    private int _execs;

    private ContainerdNode(string directory, string podCidr, ManagedContainerd daemon)
    {
        Directory = directory;
        _podCidr = podCidr;
        Daemon = daemon;
        Connect();
    }

    public string Directory { get; }

    /// <summary>Above the cgroups of all pods of this node.</summary>
    public string CgroupRoot => "/" + Path.GetFileName(Directory);

    public ManagedContainerd Daemon { get; private set; }

    public CallInvoker Invoker { get; private set; } = null!;

    public RuntimeService.RuntimeServiceClient Runtime { get; private set; } = null!;

    public ContainerdTaskStreams Streams { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ContainerdNode> StartAsync(string podCidr)
    {
        // Short, because of the sockets in it.
        var directory = System.IO.Directory.CreateTempSubdirectory("mk").FullName;
        var daemon = await StartDaemonAsync(directory, podCidr);
        _ = await daemon.EnsureWebImageAsync(Cancellation);
        return new ContainerdNode(directory, podCidr, daemon);
    }

    /// <summary>Starts or adopts the daemon of this directory, as the next start of a server would.</summary>
    public async Task RestartAsync()
    {
        Disconnect();
        Daemon = await StartDaemonAsync(Directory, _podCidr);
        Connect();
    }

    /// <summary>A pod of one container of the web image, started.</summary>
    public async Task<(string SandboxId, string ContainerId)> StartPodAsync(
        string name, Action<ContainerConfig>? change = null, Action<PodSandboxConfig>? changePod = null)
    {
        var pod = Pod(name);
        changePod?.Invoke(pod);
        var sandbox = await Runtime.RunPodSandboxAsync(new RunPodSandboxRequest { Config = pod }, cancellationToken: Cancellation);
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = "main" },
            Image = new ImageSpec { Image = BusyboxImage.WebName },
            LogPath = "main.log",
            Linux = new LinuxContainerConfig { SecurityContext = new LinuxContainerSecurityContext() },
        };
        change?.Invoke(config);
        var create = new CreateContainerRequest { PodSandboxId = sandbox.PodSandboxId, Config = config, SandboxConfig = pod };
        var container = await Runtime.CreateContainerAsync(create, cancellationToken: Cancellation);
        await Runtime.StartContainerAsync(new StartContainerRequest { ContainerId = container.ContainerId }, cancellationToken: Cancellation);
        return (sandbox.PodSandboxId, container.ContainerId);
    }

    public async Task<ContainerStatus> StatusAsync(string containerId)
        => (await Runtime.ContainerStatusAsync(new ContainerStatusRequest { ContainerId = containerId }, cancellationToken: Cancellation)).Status;

    public async Task<PodSandboxStatus> SandboxStatusAsync(string sandboxId)
        => (await Runtime.PodSandboxStatusAsync(new PodSandboxStatusRequest { PodSandboxId = sandboxId }, cancellationToken: Cancellation)).Status;

    public async Task<ContainerStatus> ExitedAsync(string containerId)
    {
        ContainerStatus status;
        while ((status = await StatusAsync(containerId)).State != ContainerState.ContainerExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }

        return status;
    }

    public async ValueTask DisposeAsync()
    {
        // The test's token may be cancelled already; what it made must go nevertheless.
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        await Daemon.RemovePodsAsync(timeout.Token);
        await Daemon.StopAsync(timeout.Token);
        Disconnect();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static Task<ManagedContainerd> StartDaemonAsync(string directory, string podCidr) => ManagedContainerd.StartAsync(
        new ManagedContainerdOptions { Directory = directory, PodCidr = podCidr }, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);

    private PodSandboxConfig Pod(string name) => new()
    {
        Metadata = new PodSandboxMetadata { Name = name, Namespace = "default", Uid = "uid-" + name },
        Hostname = name,
        LogDirectory = Path.Combine(Directory, "logs", name),
        Linux = new LinuxPodSandboxConfig
        {
            CgroupParent = $"{CgroupRoot}/pod-{name}",
            SecurityContext = new LinuxSandboxSecurityContext { NamespaceOptions = new NamespaceOption { Pid = NamespaceMode.Container } },
        },
    };

    private void Connect()
    {
        Invoker = Daemon.Channel.CreateCallInvoker();
        Runtime = new RuntimeService.RuntimeServiceClient(Invoker);
        Streams = new ContainerdTaskStreams(
            Invoker, Daemon.FifoDirectory, () => $"exec-{Environment.ProcessId}-{Interlocked.Increment(ref _execs)}", TimeProvider.System);
    }

    private void Disconnect()
    {
        Streams.Dispose();
        Daemon.Dispose();
    }
}
