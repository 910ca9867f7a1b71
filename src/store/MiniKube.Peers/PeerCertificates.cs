using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MiniKube.Peers;

/// <summary>
/// By which members know that they talk to a member: a certificate of the peers' own authority. Names in it are not looked at, since
/// addresses may change; which member it is, the handshake says.
/// </summary>
internal sealed class PeerCertificates
{
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _authorities = [];

    public PeerCertificates(PeerOptions options)
    {
        _own = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
        _authorities.ImportFromPemFile(options.AuthorityFile);
    }

    public HttpsConnectionAdapterOptions ForServer() => new()
    {
        ServerCertificate = _own,
        ClientCertificateMode = ClientCertificateMode.RequireCertificate,
        ClientCertificateValidation = (certificate, _, _) => IsMember(certificate),
    };

    public SslClientAuthenticationOptions ForClient() => new()
    {
        ClientCertificates = [_own],
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 known && IsMember(known),
    };

    private bool IsMember(X509Certificate2 certificate)
    {
        // The authority publishes no list of what it has taken back.
        using var chain = new X509Chain
        {
            ChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        return chain.Build(certificate);
    }
}
