using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Client.Certificates;
using MiniKube.Client.Kubeconfigs;

namespace MiniKube.Client.Api;

/// <summary>Makes clients for a server across the network or in this process.</summary>
public static class ApiClientFactory
{
    /// <summary>A client for the current context of the file.</summary>
    public static async Task<IApiClient> FromKubeconfigAsync(
        string path, string userAgent, TimeProvider time, CancellationToken cancellationToken) =>
        FromKubeconfig(await KubeconfigReader.ReadAsync(path, cancellationToken), userAgent, time);

    public static IApiClient FromKubeconfig(Kubeconfig config, string userAgent, TimeProvider time) => new ApiClient(
        new ApiTransport(Connect(config), config.Server, userAgent, config.Token, time));

    /// <summary>A client over any handler; the handler decides who the caller is. The handler stays the caller's.</summary>
    public static IApiClient FromHandler(HttpMessageHandler handler, Uri baseAddress, string userAgent, TimeProvider time) => new ApiClient(
        new ApiTransport(new HttpMessageInvoker(handler, disposeHandler: false), baseAddress, userAgent, token: null, time));

    /// <summary>The server of a kubeconfig, with its certificate and without its token.</summary>
    internal static HttpMessageInvoker Connect(Kubeconfig config) => new(Handler(config));

    /// <summary>The server of a kubeconfig without the kubeconfig's identity.</summary>
    internal static HttpMessageInvoker ConnectAnonymously(Kubeconfig config) =>
        Connect(config with { ClientCertificatePem = null, ClientKeyPem = null, Token = null });

    private static SocketsHttpHandler Handler(Kubeconfig config)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(30),

            // A watch is silent for long; only pings find out that the other side is gone.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            TargetHost = config.TlsServerName.Length > 0 ? config.TlsServerName : null,
            ClientCertificates = ClientCertificates(config),
            CertificateChainPolicy = ChainPolicy(config),
        };
        if (config.InsecureSkipTlsVerify)
        {
#pragma warning disable CA5359 // The operator's kubeconfig asks for exactly this.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return handler;
    }

    private static X509CertificateCollection? ClientCertificates(Kubeconfig config)
    {
        if (config.ClientCertificatePem is not { } certificate || config.ClientKeyPem is not { } key)
        {
            return null;
        }

        return [new IssuedCertificate(certificate, key).ToCertificate()];
    }

    private static X509ChainPolicy? ChainPolicy(Kubeconfig config)
    {
        if (config.CertificateAuthorityPem is not { } authority)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authority);
        return policy;
    }
}
