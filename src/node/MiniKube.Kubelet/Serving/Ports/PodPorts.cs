using System.Net.Sockets;
using Grpc.Core;
using MiniKube.Cri.Streams;

namespace MiniKube.Kubelet.Serving.Ports;

/// <summary>Connects to the ports of one pod.</summary>
internal sealed class PodPorts(IContainerStreams backend, string sandboxId)
{
    /// <summary>Copies both ways until both sides have ended.</summary>
    /// <returns>Why the port could not be reached; empty when it was.</returns>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<string> ForwardAsync(int port, Stream connection, CancellationToken cancellationToken)
    {
        try
        {
            await backend.PortForwardAsync(sandboxId, port, connection, cancellationToken);
            return "";
        }
        catch (Exception e) when (e is RpcException or IOException or SocketException && !cancellationToken.IsCancellationRequested)
        {
            return $"error forwarding port {port} to pod: {(e is RpcException rpc ? rpc.Status.Detail : e.Message)}";
        }
        catch (RpcException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
