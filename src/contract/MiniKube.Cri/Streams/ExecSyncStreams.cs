using Grpc.Core;
using MiniKube.Cri.V1;

namespace MiniKube.Cri.Streams;

/// <summary>Streams of a runtime that only runs commands to their end, such as the simulated one: no input, no attach, no ports.</summary>
public sealed class ExecSyncStreams(CallInvoker runtime) : IContainerStreams
{
    private readonly RuntimeService.RuntimeServiceClient _runtime = new(runtime);

    public async Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        var request = new ExecSyncRequest { ContainerId = containerId };
        request.Cmd.AddRange(command);
        var response = await _runtime.ExecSyncAsync(request, cancellationToken: cancellationToken);
        if (stdio.Stdout is not null)
        {
            await stdio.Stdout.WriteAsync(response.Stdout.Memory, cancellationToken);
            await stdio.Stdout.FlushAsync(cancellationToken);
        }

        // A terminal has one output.
        if ((stdio.Tty ? stdio.Stdout : stdio.Stderr) is { } stderr)
        {
            await stderr.WriteAsync(response.Stderr.Memory, cancellationToken);
            await stderr.FlushAsync(cancellationToken);
        }

        return response.ExitCode;
    }

    public Task AttachAsync(string containerId, ContainerStdio stdio, CancellationToken cancellationToken)
        => throw new RpcException(new Status(StatusCode.Unimplemented, "this runtime has no processes to attach to"));

    public Task PortForwardAsync(string podSandboxId, int port, Stream connection, CancellationToken cancellationToken)
        => throw new RpcException(new Status(StatusCode.Unimplemented, "this runtime has no network to connect to"));
}
