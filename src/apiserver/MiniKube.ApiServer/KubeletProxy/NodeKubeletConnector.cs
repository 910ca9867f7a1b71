using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Certificates;
using MiniKube.Schema.Trees;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>
/// Reaches kubelets by TLS at the address that their node tells. The kubelet must present a certificate of the cluster for the node's name;
/// the server presents its own.
/// </summary>
internal sealed class NodeKubeletConnector : IKubeletConnector, IDisposable
{
    private const int DefaultPort = 10250;

    private static readonly GroupVersionResource Nodes = new("", "v1", "nodes");
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // In the order of preference; a name needs a resolver that knows nodes, an address needs none.
    private static readonly string[] AddressTypes = ["InternalIP", "ExternalIP", "InternalDNS", "ExternalDNS", "Hostname"];

    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private readonly IObjectReader _objects;
    private readonly HttpMessageInvoker _client;

    public NodeKubeletConnector(IObjectReader objects, ClusterCertificates certificates)
    {
        _objects = objects;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectTimeout = ConnectTimeout,
            ConnectCallback = DialAsync,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, errors) =>
            !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && presented is X509Certificate2 certificate
            && certificates.Authority.VouchesForServer(certificate);
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.KubeletClient.ToCertificate();
        _client = new HttpMessageInvoker(handler);
    }

    public async ValueTask<KubeletConnection> ConnectAsync(string nodeName, CancellationToken cancellationToken)
    {
        var node = await _objects.FindAsync(Nodes, new NamespacedName("", nodeName), cancellationToken)
            ?? throw StatusErrors.NotFound(Nodes.GroupResource, nodeName);
        _addresses[nodeName] = AddressOf(node) ?? throw StatusErrors.ServiceUnavailable(
            $"node \"{nodeName}\" has no address yet: wait for its kubelet to report one", retryAfterSeconds: 5);
        var port = node.At("status", "daemonEndpoints", "kubeletEndpoint").Integer("Port") ?? DefaultPort;

        // The host is the node's name, so that TLS checks the certificate against the node and not against an address.
        return new KubeletConnection(_client, new Uri($"https://{nodeName}:{port}"));
    }

    public void Dispose() => _client.Dispose();

    private static string? AddressOf(JsonObject node)
    {
        var addresses = node.Object("status").Objects("addresses").ToList();
        return AddressTypes
            .Select(type => addresses.Find(address => address.Text("type") == type).Text("address"))
            .FirstOrDefault(address => !string.IsNullOrEmpty(address));
    }

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var wanted = context.DnsEndPoint;
        var address = _addresses.GetValueOrDefault(wanted.Host, wanted.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, wanted.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
