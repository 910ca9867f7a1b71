using System.Security.Cryptography;
using System.Text;
using MiniKube.Client.Certificates;
using MiniKube.Client.Files;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>A certificate and its key in one file that only its owner may read.</summary>
internal sealed class CertificateFile(string path)
{
    /// <summary>Null when there is none, or none that can be read.</summary>
    public IssuedCertificate? Find()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path);
        var key = text.IndexOf("-----BEGIN PRIVATE KEY-----", StringComparison.Ordinal);
        if (key < 0)
        {
            return null;
        }

        var found = new IssuedCertificate(text[..key], text[key..]);
        try
        {
            using var certificate = found.ToCertificate();
            return found;
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whole or not at all.</summary>
    public Task WriteAsync(IssuedCertificate certificate, CancellationToken cancellationToken) =>
        OwnerOnlyFile.WriteAsync(path, Encoding.ASCII.GetBytes(certificate.CertificatePem + certificate.PrivateKeyPem), cancellationToken);
}
