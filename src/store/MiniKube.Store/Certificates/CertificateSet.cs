using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MiniKube.Store.Certificates;

/// <summary>Who one is in a TLS connection, and whom one trusts: authorities that were named, and no others.</summary>
/// <param name="Own">The certificate with its key.</param>
/// <param name="Context">The same, with those between it and its authority.</param>
/// <param name="Authorities">Who vouches for the other side.</param>
public sealed record CertificateSet(X509Certificate2 Own, SslStreamCertificateContext Context, X509Certificate2Collection Authorities)
{
    /// <summary>Whether an authority vouches for a certificate now. The authorities publish no lists of what they have taken back.</summary>
    public bool Trusts(X509Certificate2 certificate)
    {
        using var chain = new X509Chain
        {
            ChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        return chain.Build(certificate);
    }
}
