using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Http;

/// <summary>The TLS side of a connection: presents the serving certificate, renewed while running, and takes note of the client's.</summary>
internal sealed partial class ServingCertificate : IDisposable
{
    // Frequent enough beside a margin of thirty days.
    private static readonly TimeSpan RenewalCheckInterval = TimeSpan.FromHours(6);

    private readonly ClusterCertificates _certificates;
    private readonly TimeProvider _time;
    private readonly ILogger<ServingCertificate> _logger;
    private readonly ITimer _renewal;
    private volatile SslStreamCertificateContext _current;

    public ServingCertificate(ClusterCertificates certificates, TimeProvider time, ILogger<ServingCertificate> logger)
    {
        _certificates = certificates;
        _time = time;
        _logger = logger;
        _current = Load();
        _renewal = time.CreateTimer(_ => Renew(), null, RenewalCheckInterval, Timeout.InfiniteTimeSpan);
    }

    public SslServerAuthenticationOptions HandshakeOptions(BaseConnectionContext connection) => new()
    {
        ServerCertificateContext = _current,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = _certificates.Authority.Trust(_time.GetUtcNow().UtcDateTime),
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => Note(connection, certificate, errors),
    };

    public void Dispose() => _renewal.Dispose();

    /// <summary>Accepts everybody: who presents nothing may have a token, and a bad certificate is answered with 401, not with an alert.</summary>
    private static bool Note(BaseConnectionContext connection, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 presented)
        {
            connection.Features.Set(ClientCertificate.From(presented, isTrusted: errors == SslPolicyErrors.None));
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
