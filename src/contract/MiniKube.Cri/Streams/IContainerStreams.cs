namespace MiniKube.Cri.Streams;

/// <summary>Live connections into containers and pods: what kubectl's exec, attach and port-forward need of a runtime.</summary>
/// <remarks>
/// A refusal of the runtime is its <see cref="Grpc.Core.RpcException"/> (NotFound for an unknown container). The caller owns
/// the streams it hands in: they are read and written, never closed. Cancelling ends the process or the connection.
/// </remarks>
public interface IContainerStreams
{
    /// <summary>Runs a command in a running container until it ends and its output is delivered; returns its exit code.</summary>
    Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, ContainerStdio stdio, CancellationToken cancellationToken);

    /// <summary>Joins the streams of the container's first process until it ends, or the caller's stdin does, which leaves the process's open (but see <see cref="ContainerStdio.EndsStdin"/>).</summary>
    Task AttachAsync(string containerId, ContainerStdio stdio, CancellationToken cancellationToken);

    /// <summary>Connects to a port on the pod's own localhost and copies both ways until both sides have ended.</summary>
    Task PortForwardAsync(string podSandboxId, int port, Stream connection, CancellationToken cancellationToken);
}
