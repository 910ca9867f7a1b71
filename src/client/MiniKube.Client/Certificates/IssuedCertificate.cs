using System.Security.Cryptography.X509Certificates;

namespace MiniKube.Client.Certificates;

/// <summary>A certificate with its private key, both as PEM.</summary>
public sealed record IssuedCertificate(string CertificatePem, string PrivateKeyPem)
{
    /// <summary>The pair as TLS takes it; the caller disposes of it.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They are no pair.</exception>
    public X509Certificate2 ToCertificate()
    {
        using var parsed = X509Certificate2.CreateFromPem(CertificatePem, PrivateKeyPem);

        // An ephemeral key is not offered by every platform's TLS; a round trip through PKCS#12 makes it usable.
        return X509CertificateLoader.LoadPkcs12(parsed.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Keeps the key out of logs.</summary>
    public override string ToString() => "IssuedCertificate";
}
