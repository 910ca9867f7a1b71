using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>The certificate request within a CertificateSigningRequest: base64 of a PEM block of PKCS #10.</summary>
internal static class CertificateRequestText
{
    private const string Label = "CERTIFICATE REQUEST";

    /// <summary>What is wrong with it; null when a signer can read it.</summary>
    public static string? Complaint(string base64)
    {
        var bytes = new byte[base64.Length];
        var text = Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        if (!PemEncoding.TryFind(text, out var block) || !text.AsSpan(block.Label).SequenceEqual(Label))
        {
            return $"PEM block type must be {Label}";
        }

        try
        {
            _ = CertificateRequest.LoadSigningRequestPem(
                text, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation | CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            return null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return $"the request cannot be read: {error.Message}";
        }
    }
}
