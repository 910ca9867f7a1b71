using Grpc.Core;
using MiniKube.Cri.Streams.Native;
using MiniKube.Cri.V1;

namespace MiniKube.Cri.Streams;

/// <summary>
/// Streams of a containerd on this machine: commands run as tasks with named pipes (so that the end of stdin arrives), attach
/// goes through its streaming server, ports are dialled inside the pod's network. Needs root.
/// </summary>
/// <param name="runtime">containerd's socket.</param>
/// <param name="fifoDirectory">Where named pipes may lie for the time of a command; containerd's shims must see it.</param>
/// <param name="newId">Gives ids that no other command in the same container has.</param>
/// <param name="timeProvider">Bounds the cleaning up.</param>
public sealed class ContainerdTaskStreams(CallInvoker runtime, string fifoDirectory, Func<string> newId, TimeProvider timeProvider)
    : IContainerStreams, IDisposable
{
    // Of a command's directory, which names the container and the command for whoever finds it.
    private const char NameSeparator = '.';

    private readonly RuntimeService.RuntimeServiceClient _runtime = new(runtime);
    private readonly Containerd.Tasks.TasksClient _tasks = new(runtime);
    private readonly CriUrlStreams _urls = new(runtime, timeProvider);
    private readonly PollLoop _loop = new();

    /// <summary>Ends the commands of an earlier process that was killed: their callers are gone, but they run on.</summary>
    public static async Task RemoveLeftoversAsync(
        CallInvoker runtime, string fifoDirectory, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var tasks = new Containerd.Tasks.TasksClient(runtime);
        foreach (var directory in Directory.GetDirectories(fifoDirectory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Path.GetFileName(directory).Split(NameSeparator, 2) is [var containerId, var execId])
            {
                await new ContainerdExec(tasks, containerId, execId, timeProvider).CleanUpAsync();
            }

            // A caller that is not gone after all removes it, too.
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    public async Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        var response = await _runtime.ContainerStatusAsync(
            new ContainerStatusRequest { ContainerId = containerId, Verbose = true }, cancellationToken: cancellationToken);
        if (response.Status.State != ContainerState.ContainerRunning)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"container \"{containerId}\" is not running"));
        }

        var process = ProcessSpec.For(response.Info, command, stdio.Tty);
        var execId = newId();
        using var pipes = ExecPipes.Create(Path.Combine(fifoDirectory, $"{containerId}{NameSeparator}{execId}"), stdio, _loop);
        var exec = new ContainerdExec(_tasks, containerId, execId, timeProvider);
        return await exec.RunAsync(process, pipes, stdio, cancellationToken);
    }

    public Task AttachAsync(string containerId, ContainerStdio stdio, CancellationToken cancellationToken)
        => _urls.AttachAsync(containerId, stdio, cancellationToken);

    public async Task PortForwardAsync(string podSandboxId, int port, Stream connection, CancellationToken cancellationToken)
    {
        var response = await _runtime.PodSandboxStatusAsync(
            new PodSandboxStatusRequest { PodSandboxId = podSandboxId, Verbose = true }, cancellationToken: cancellationToken);
        using var socket = await PodPort.ConnectAsync(ProcessSpec.NetworkNamespaceOf(response.Info), port, cancellationToken);
        await PodPort.CopyAsync(socket, connection, cancellationToken);
    }

    public void Dispose() => _loop.Dispose();
}
