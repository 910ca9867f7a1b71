using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Client;

/// <summary>One member of an etcd cluster, as its client sees it. Connects on the first call, and again after it was lost.</summary>
internal sealed class EtcdEndpoint : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    private readonly GrpcChannel _channel;

    private EtcdEndpoint(Uri address, GrpcChannel channel)
    {
        Address = address;
        _channel = channel;
        var invoker = channel.CreateCallInvoker();
        Kv = new Wire.KV.KVClient(invoker);
        Watch = new Wire.Watch.WatchClient(invoker);
        Lease = new Wire.Lease.LeaseClient(invoker);
        Cluster = new Wire.Cluster.ClusterClient(invoker);
        Maintenance = new Wire.Maintenance.MaintenanceClient(invoker);
    }

    public Uri Address { get; }

    public Wire.KV.KVClient Kv { get; }

    public Wire.Watch.WatchClient Watch { get; }

    public Wire.Lease.LeaseClient Lease { get; }

    public Wire.Cluster.ClusterClient Cluster { get; }

    public Wire.Maintenance.MaintenanceClient Maintenance { get; }

    public static EtcdEndpoint Open(Uri address, EtcdStoreOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseProxy = false,
        };
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            Secure(handler.SslOptions, options);
        }

        return new EtcdEndpoint(address, GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            MaxRetryAttempts = 1,
        }));
    }

    public void Dispose() => _channel.Dispose();

    private static void Secure(SslClientAuthenticationOptions ssl, EtcdStoreOptions options)
    {
        if (options.AuthorityFile is { } authority)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(authority);
            ssl.CertificateChainPolicy = CertificateTrust.PolicyOf(authorities);
        }

        if (options.CertificateFile is { } certificate)
        {
            ssl.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, options.KeyFile)];
        }
    }
}
