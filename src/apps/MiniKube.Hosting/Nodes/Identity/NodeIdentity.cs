using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Client.Api;
using MiniKube.Client.Certificates;
using MiniKube.Client.Kubeconfigs;
using MiniKube.Client.Queues;
using MiniKube.Hosting.Components;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>
/// Who a node is to its API server: what stands in its kubeconfig, which a first start gets with a bootstrap kubeconfig and which is
/// kept fresh while the node runs.
/// </summary>
public sealed partial class NodeIdentity : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly Backoff Retries = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    private readonly RenewableConnection _connection;
    private readonly RenewedCertificate? _certificate;

    private NodeIdentity(string path, Kubeconfig config, string nodeName, bool renews, HostServices services)
    {
        Kubeconfig = config;
        _connection = new RenewableConnection(config, "mkube-kubelet", services.Time);
        if (renews && config is { ClientCertificatePem: { } certificate, ClientKeyPem: { } key } && IsOf(nodeName, certificate))
        {
            _certificate = new RenewedCertificate(
                new CertificateRequester(Client, services.Time),
                NodeOrders.Client(nodeName),
                new IssuedCertificate(certificate, key),
                async (issued, cancellationToken) =>
                {
                    var newer = With(config, nodeName, issued);
                    await KubeconfigWriter.WriteAsync(path, newer, cancellationToken);
                    _connection.Use(newer);
                },
                services);
        }
    }

    /// <summary>As it was read at the start.</summary>
    public Kubeconfig Kubeconfig { get; }

    public IApiClient Client => _connection.Client;

    /// <summary>Reads the kubeconfig; gets one first when there is none or its certificate is over, as the bearer of the bootstrap kubeconfig.</summary>
    /// <param name="connection">The node's kubeconfigs.</param>
    /// <param name="nodeName">Whose identity it is.</param>
    /// <param name="services">The clock, chance, the log.</param>
    /// <param name="cancellationToken">Ends the wait for the server, for the approval and for the signature.</param>
    /// <exception cref="InvalidOperationException">There is neither; the message says what to do.</exception>
    /// <exception cref="CertificateRefusedException">The request was denied.</exception>
    public static async Task<NodeIdentity> OpenAsync(NodeConnection connection, string nodeName, HostServices services, CancellationToken cancellationToken)
    {
        var (path, bootstrapPath, renews) = connection;
        var isOver = false;
        if (File.Exists(path))
        {
            var config = await KubeconfigReader.ReadAsync(path, cancellationToken);
            isOver = IsOver(config, services.Time.GetUtcNow());
            if (!isOver)
            {
                return new NodeIdentity(path, config, nodeName, renews, services);
            }
        }

        if (bootstrapPath is null)
        {
            throw new InvalidOperationException(isOver
                ? $"The certificate in {path} is over: make a new kubeconfig with 'mkube kubeconfig --node {nodeName}', or give one to join with by --bootstrap-kubeconfig."
                : $"{path} does not exist: make it with 'mkube kubeconfig --node {nodeName}', or give one to join with by --bootstrap-kubeconfig.");
        }

        var bootstrap = await KubeconfigReader.ReadAsync(bootstrapPath, cancellationToken);
        var joined = With(bootstrap, nodeName, await JoinAsync(bootstrap, nodeName, services, cancellationToken));
        await KubeconfigWriter.WriteAsync(path, joined, cancellationToken);
        return new NodeIdentity(path, joined, nodeName, renews, services);
    }

    /// <summary>Keeps the identity fresh as long as the group runs.</summary>
    public void KeepFresh(ComponentGroup group)
    {
        if (_certificate is { } certificate)
        {
            group.Start("client certificate", certificate.RunAsync);
        }
    }

    public void Dispose()
    {
        _certificate?.Dispose();
        _connection.Dispose();
    }

    /// <summary>Waits for the server, which may start after the node; what it refuses ends the wait.</summary>
    private static async Task<IssuedCertificate> JoinAsync(Kubeconfig bootstrap, string nodeName, HostServices services, CancellationToken cancellationToken)
    {
        using var connection = new RenewableConnection(bootstrap, "mkube-kubelet-bootstrap", services.Time);
        var requester = new CertificateRequester(connection.Client, services.Time);
        var logger = services.Logging.CreateLogger<NodeIdentity>();
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await requester.RequestAsync(NodeOrders.Client(nodeName), Patience, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException || e is ApiException { Status.Code: >= 500 })
            {
                LogWaiting(logger, bootstrap.Server, e.Message);
                await Task.Delay(Retries.Delay(failures), services.Time, cancellationToken);
            }
        }
    }

    private static Kubeconfig With(Kubeconfig config, string nodeName, IssuedCertificate issued) => config with
    {
        UserName = NodeOrders.UserOf(nodeName),
        ClientCertificatePem = issued.CertificatePem,
        ClientKeyPem = issued.PrivateKeyPem,
        Token = null,
    };

    /// <summary>Anybody else's kubeconfig is not the node's to change.</summary>
    private static bool IsOf(string nodeName, string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == NodeOrders.UserOf(nodeName);
    }

    private static bool IsOver(Kubeconfig config, DateTimeOffset now)
    {
        if (config.ClientCertificatePem is not { } pem)
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime;
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException("The client certificate of the kubeconfig cannot be read: it is no PEM.", broken);
        }
    }

    [LoggerMessage(2310, LogLevel.Warning, "The node cannot join yet by {Server}: {Why}")]
    private static partial void LogWaiting(ILogger logger, Uri server, string why);
}
