using System.Security.Cryptography.X509Certificates;

namespace MiniKube.ApiServer.Certificates;

/// <summary>A certificate with its private key, both as PEM text: what a kubeconfig embeds.</summary>
public sealed record KeyedCertificate(string CertificatePem, string PrivateKeyPem)
{
    /// <summary>The pair as TLS takes it; the caller disposes it.</summary>
    public X509Certificate2 ToCertificate() => X509Certificate2.CreateFromPem(CertificatePem, PrivateKeyPem);

    /// <summary>Keeps the key out of logs.</summary>
    public override string ToString() => "KeyedCertificate";
}
