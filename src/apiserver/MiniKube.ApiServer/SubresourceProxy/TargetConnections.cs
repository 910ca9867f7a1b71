using System.Net.Sockets;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>Makes the way to pods: by their address, by TLS without asking who they are, as upstream, since nobody signs pods' certificates.</summary>
internal static class TargetConnections
{
    private const int ConnectionsPerPodMax = 1000;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    /// <param name="dial">Connects in place of the machine's own network; null for that.</param>
    public static HttpMessageInvoker Open(Func<string, int, CancellationToken, ValueTask<Stream>>? dial)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxConnectionsPerServer = ConnectionsPerPodMax,
        };
        handler.ConnectCallback = (context, cancellationToken) => (dial ?? DialAsync)(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
#pragma warning disable CA5359 // A pod has no name that a certificate could be checked against.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return new HttpMessageInvoker(handler);
    }

    private static async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
