using Grpc.Core;
using MiniKube.Cri.Streams.Spdy;
using MiniKube.Cri.V1;

namespace MiniKube.Cri.Streams;

/// <summary>Streams through the runtime's own streaming server, as every CRI runtime has it.</summary>
/// <param name="runtime">Its socket or in-process channel.</param>
/// <param name="timeProvider">Bounds what is waited for when a caller has gone.</param>
public sealed class CriUrlStreams(CallInvoker runtime, TimeProvider timeProvider) : IContainerStreams
{
    // Of a process that does not read what a caller had sent before it went.
    private static readonly TimeSpan DeliveryTime = TimeSpan.FromSeconds(5);

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
        return await RunAsync(response.Url, stdio, cancellationToken, cancellationToken)
            ?? throw new RpcException(new Status(StatusCode.Unavailable, "the runtime dropped the connection before the command's end"));
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

        // What a caller sends who goes at once is its input all the same.
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        await using var going = cancellationToken.Register(() => end.CancelAfter(stdio.EndsStdin ? DeliveryTime : TimeSpan.Zero));
        var response = await _runtime.AttachAsync(request, cancellationToken: end.Token);

        // The runtime decides what the end of the caller's stdin is: of the process's, or of this attach.
        _ = await RunAsync(response.Url, stdio, cancellationToken, end.Token);
    }

    public async Task PortForwardAsync(string podSandboxId, int port, Stream connection, CancellationToken cancellationToken)
    {
        var response = await _runtime.PortForwardAsync(
            new PortForwardRequest { PodSandboxId = podSandboxId, Port = { port } }, cancellationToken: cancellationToken);
        await using var session = await PortSocket.ConnectAsync($"{response.Url}?port={port}", cancellationToken);
        await session.ForwardAsync(connection, cancellationToken);
    }

    private static async Task<int?> RunAsync(string url, ContainerStdio stdio, CancellationToken callerGone, CancellationToken cancellationToken)
    {
        await using var connection = new SpdyClient(await SpdyDial.ConnectAsync(url, cancellationToken));
        return await new RemoteCommand(connection).RunAsync(stdio, callerGone, cancellationToken);
    }
}
