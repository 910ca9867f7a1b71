using System.Net.Sockets;
using Grpc.Net.Client;

namespace MiniKube.Cri;

/// <summary>Connections to a runtime's socket.</summary>
public static class CriChannel
{
    // A node with many pods lists more than gRPC's default of 4 MB; the runtimes allow 16 MB.
    private const int MessageBytesMax = 16 << 20;

    private const string UnixScheme = "unix://";

    /// <summary>Connects on the first call and again after the runtime was restarted; calls in between are Unavailable.</summary>
    /// <param name="path">The socket's path, with or without "unix://" before it.</param>
    public static GrpcChannel ForUnixSocket(string path)
    {
        var endPoint = new UnixDomainSocketEndPoint(path.StartsWith(UnixScheme, StringComparison.Ordinal) ? path[UnixScheme.Length..] : path);
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) => await ConnectAsync(endPoint, cancellationToken),
        };
        return GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MessageBytesMax,
            MaxSendMessageSize = MessageBytesMax,
        });
    }

    private static async Task<Stream> ConnectAsync(UnixDomainSocketEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
