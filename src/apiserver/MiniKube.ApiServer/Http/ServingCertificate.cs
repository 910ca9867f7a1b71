using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authentication.FrontProxy;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Http;

/// <summary>The TLS side of a connection: presents the serving certificate, renewed while running, and takes note of the client's.</summary>
internal sealed partial class ServingCertificate : IAsyncDisposable
{
    // Frequent enough beside a margin of thirty days.
    private static readonly TimeSpan RenewalCheckInterval = TimeSpan.FromHours(6);

    private readonly ClusterCertificates _certificates;
    private readonly FrontProxyTrust? _frontProxies;
    private readonly TimeProvider _time;
    private readonly ILogger<ServingCertificate> _logger;
    private readonly ITimer _renewal;
    private readonly ServingFiles _files;
    private readonly TlsOptions _options;
    private readonly CipherSuitesPolicy? _suites;
    private volatile SslStreamCertificateContext _current;

    /// <param name="certificates">The cluster's.</param>
    /// <param name="frontProxies">Who may say who asks; null for nobody.</param>
    /// <param name="options">What the operator wants presented in its place.</param>
    /// <param name="time">Tells what is valid.</param>
    /// <param name="logger">Hears when renewal fails.</param>
    /// <exception cref="InvalidDataException">A file of the operator's is wrong; the message names it.</exception>
    public ServingCertificate(
        ClusterCertificates certificates, FrontProxyTrust? frontProxies, TlsOptions options, TimeProvider time, ILogger<ServingCertificate> logger)
    {
        _options = options;
        _suites = SuitesOf(options);
        _files = new ServingFiles(options, time, logger);
        _certificates = certificates;
        _frontProxies = frontProxies;
        _time = time;
        _logger = logger;
        _current = Load();
        _renewal = time.CreateTimer(_ => Renew(), null, RenewalCheckInterval, Timeout.InfiniteTimeSpan);
    }

    /// <param name="connection">Takes note of the client's certificate.</param>
    /// <param name="name">What the client calls the server; empty when it does not say.</param>
    public SslServerAuthenticationOptions HandshakeOptions(BaseConnectionContext connection, string name) => new()
    {
        ServerCertificateContext = _files.Find(name) ?? _current,
        EnabledSslProtocols = _options.IsTls13Only ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        CipherSuitesPolicy = _suites,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = _certificates.Authority.Trust(_time.GetUtcNow().UtcDateTime),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Note(connection, certificate, chain, errors),
    };

    public async ValueTask DisposeAsync()
    {
        await _renewal.DisposeAsync();
        await _files.DisposeAsync();
    }

    private static CipherSuitesPolicy? SuitesOf(TlsOptions options)
    {
        if (options.CipherSuites.IsEmpty)
        {
            return null;
        }

#pragma warning disable CA1416 // Asked for by the operator; where the platform cannot, it says so at the start.
        return new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, .. options.CipherSuites,
        ]);
#pragma warning restore CA1416
    }

    /// <summary>Accepts everybody: who presents nothing may have a token, and a bad certificate is answered with 401, not with an alert.</summary>
    private bool Note(BaseConnectionContext connection, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 presented)
        {
            var isFrontProxy = _frontProxies is not null && _frontProxies.VouchesFor(presented, chain);
            connection.Features.Set(ClientCertificate.From(presented, isTrusted: errors == SslPolicyErrors.None, isFrontProxy));
        }

        return true;
    }

    /// <summary>Armed anew each time, so that a clock that jumps a year causes one check and not a thousand.</summary>
    private void Renew()
    {
        try
        {
            _current = Load();
        }
#pragma warning disable CA1031 // A timer's edge: the current certificate is good for weeks, and the next check comes.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogNotRenewed(fault);
        }

        _renewal.Change(RenewalCheckInterval, Timeout.InfiniteTimeSpan);
    }

    private SslStreamCertificateContext Load() =>
        SslStreamCertificateContext.Create(_certificates.Serving().ToCertificate(), additionalCertificates: null, offline: true);

    [LoggerMessage(2010, LogLevel.Error, "The serving certificate could not be checked or renewed; it will be tried again")]
    private partial void LogNotRenewed(Exception fault);
}
