using System.Net.Sockets;
using MiniKube.ApiServer.Services;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>Makes the way to one server outside: found by its Service, trusted by the authority that was given for it.</summary>
internal static class ServerHandler
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static SocketsHttpHandler For(WebhookAddress address, ServiceResolver services, TimeProvider time)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectTimeout = ConnectTimeout,
            ConnectCallback = (context, cancellationToken) => DialAsync(address, services, context, cancellationToken),
        };
        if (address.SkipsVerification)
        {
#pragma warning disable CA5359 // The operator asked for it by insecureSkipTLSVerify.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (address.AuthorityPem.Length > 0)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = PeerTrust.By(address.AuthorityPem, time);
        }

        return handler;
    }

    private static async ValueTask<Stream> DialAsync(
        WebhookAddress address, ServiceResolver services, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = address.Service is { } service
            ? await services.ResolveAsync(service, context.DnsEndPoint.Port, cancellationToken)
            : (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
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
