using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Http;

/// <summary>The TLS side of a connection: presents the serving certificate, renewed while running, and takes note of the client's.</summary>
internal sealed class ServingCertificate : IDisposable
{
    // Frequent enough beside a margin of thirty days.
    private static readonly TimeSpan RenewalCheckInterval = TimeSpan.FromHours(6);

    private readonly ClusterCertificates _certificates;
    private readonly TimeProvider _time;
    private readonly ITimer _renewal;
    private volatile SslStreamCertificateContext _current;

    public ServingCertificate(ClusterCertificates certificates, TimeProvider time)
    {
        _certificates = certificates;
        _time = time;
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
        _current = Load();
        _renewal.Change(RenewalCheckInterval, Timeout.InfiniteTimeSpan);
    }

    private SslStreamCertificateContext Load() =>
        SslStreamCertificateContext.Create(_certificates.Serving().ToCertificate(), additionalCertificates: null, offline: true);
}
