using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Grpc.Net.Client;
using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Reaches pods over the node's network.</summary>
internal sealed class SocketPodNetwork : IPodNetwork
{
    private const int BodyBytesMax = 10 * 1024;

    /// <summary>Each request has a connection of its own: a probe must see whether a new one is accepted.</summary>
    private static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.Zero,
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
#pragma warning disable CA5359 // Pods show certificates of their own making; a probe asks for life, not for identity.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
    });

    public async Task<PodNetworkReply> GetAsync(Uri address, IList<V1HTTPHeader>? headers, CancellationToken cancellationToken)
    {
        using var client = NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.34");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        foreach (var header in headers ?? [])
        {
            if (header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Host = header.Value;
            }
            else
            {
                request.Headers.Remove(header.Name);
                request.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BodyBytesMax];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return new PodNetworkReply((int)response.StatusCode, Encoding.UTF8.GetString(buffer, 0, length));
    }

    public async Task ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host, port, cancellationToken);
    }

    public async Task<bool> CheckGrpcAsync(string host, int port, string service, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress($"http://{(host.Contains(':') ? $"[{host}]" : host)}:{port}");
        return await GrpcHealth.CheckAsync(channel.CreateCallInvoker(), service, cancellationToken);
    }
}
