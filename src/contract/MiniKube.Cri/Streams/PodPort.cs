using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using MiniKube.Cri.Streams.Native;

namespace MiniKube.Cri.Streams;

/// <summary>A connection to a port on a pod's localhost.</summary>
internal static class PodPort
{
    /// <param name="networkNamespace">A path; null for the node's own.</param>
    /// <param name="port">Of TCP.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<Socket> ConnectAsync(string? networkNamespace, int port, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(networkNamespace, IPAddress.Loopback, port, cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // As "localhost" does elsewhere: what does not listen on IPv4 may on IPv6.
            try
            {
                return await ConnectAsync(networkNamespace, IPAddress.IPv6Loopback, port, cancellationToken);
            }
            catch (SocketException)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, $"connection refused on port {port} of the pod's localhost", exception));
            }
        }
    }

    /// <summary>Copies both ways until both have ended; an end of one way is passed on.</summary>
    public static async Task CopyAsync(Socket socket, Stream connection, CancellationToken cancellationToken)
    {
        await using var pod = new NetworkStream(socket, ownsSocket: false);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var toPod = SendAsync();
        var fromPod = pod.CopyToAsync(connection, broken.Token);
        try
        {
            // When the pod has closed its side for good, what the caller still sends has no reader.
            await (await Task.WhenAny(toPod, fromPod));
            await fromPod;
        }
        finally
        {
            await broken.CancelAsync();
        }

        async Task SendAsync()
        {
            await connection.CopyToAsync(pod, broken.Token);
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    private static async Task<Socket> ConnectAsync(string? networkNamespace, IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = networkNamespace is null
            ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : await NetworkNamespace.CreateSocketAsync(networkNamespace, address.AddressFamily);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
