using Grpc.Core;
using MiniKube.Cri.V1;

namespace MiniKube.Cri.Streams;

/// <summary>
/// Streams through the runtime's own streaming server, as every CRI runtime has it, over WebSocket. The protocol cannot say
/// that stdin has ended: a command that reads to the end of its input runs until the caller leaves.
/// </summary>
public sealed class CriUrlStreams(CallInvoker runtime) : IContainerStreams
{
    private readonly RuntimeService.RuntimeServiceClient _runtime = new(runtime);

    public async Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        var request = new ExecRequest
        {
            ContainerId = containerId,
            Tty = stdio.Tty,
            Stdin = stdio.Stdin is not null,
            Stdout = stdio.Stdout is not null,
            Stderr = stdio.Stderr is not null && !stdio.Tty,
        };
        request.Cmd.AddRange(command);
        var response = await _runtime.ExecAsync(request, cancellationToken: cancellationToken);
        await using var session = await RemoteCommandSocket.ConnectAsync(response.Url, cancellationToken);
        return await session.RunAsync(stdio, cancellationToken);
    }

    public async Task AttachAsync(string containerId, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        var request = new AttachRequest
        {
            ContainerId = containerId,
            Tty = stdio.Tty,
            Stdin = stdio.Stdin is not null,
            Stdout = stdio.Stdout is not null,
            Stderr = stdio.Stderr is not null && !stdio.Tty,
        };
        var response = await _runtime.AttachAsync(request, cancellationToken: cancellationToken);
        await using var session = await RemoteCommandSocket.ConnectAsync(response.Url, cancellationToken);
        _ = await session.RunAsync(stdio, cancellationToken);
    }

    public async Task PortForwardAsync(string podSandboxId, int port, Stream connection, CancellationToken cancellationToken)
    {
        var response = await _runtime.PortForwardAsync(
            new PortForwardRequest { PodSandboxId = podSandboxId, Port = { port } }, cancellationToken: cancellationToken);
        await using var session = await RemoteCommandSocket.ConnectAsync($"{response.Url}?port={port}", cancellationToken);
        await session.ForwardAsync(connection, cancellationToken);
    }
}
