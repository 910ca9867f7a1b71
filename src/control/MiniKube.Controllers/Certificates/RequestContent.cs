using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MiniKube.Controllers.Certificates;

/// <summary>What a certificate request asks for, read from its PKCS #10 form.</summary>
/// <param name="CommonName">The user; empty when there is none.</param>
/// <param name="Organizations">The groups.</param>
/// <param name="DnsNames">Alternative names.</param>
/// <param name="Addresses">Alternative addresses.</param>
/// <param name="HasOtherNames">Alternative names that are mail addresses, URIs or others.</param>
internal sealed record RequestContent(
    string CommonName, ImmutableArray<string> Organizations, ImmutableArray<string> DnsNames, ImmutableArray<string> Addresses, bool HasOtherNames)
{
    private const string AlternativeNames = "2.5.29.17";
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    /// <summary>Null when the bytes are no request that its key has signed.</summary>
    public static RequestContent? Read(byte[] pem)
    {
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(
                Encoding.UTF8.GetString(pem), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            return Of(request);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException or AsnContentException)
        {
            return null;
        }
    }

    private static RequestContent Of(CertificateRequest request)
    {
        var parts = request.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements)
            .Select(part => (Oid: part.GetSingleElementType().Value, Value: part.GetSingleElementValue() ?? ""))
            .ToList();
        var names = new List<string>();
        var addresses = new List<string>();
        var hasOthers = false;
        foreach (var extension in request.CertificateExtensions.Where(extension => extension.Oid?.Value == AlternativeNames))
        {
            var read = new X509SubjectAlternativeNameExtension(extension.RawData, extension.Critical);
            names.AddRange(read.EnumerateDnsNames());
            addresses.AddRange(read.EnumerateIPAddresses().Select(address => address.ToString()));
            hasOthers |= CountOf(extension.RawData) > names.Count + addresses.Count;
        }

        return new RequestContent(
            parts.LastOrDefault(part => part.Oid == CommonNameOid).Value ?? "",
            [.. parts.Where(part => part.Oid == OrganizationOid).Select(part => part.Value)],
            [.. names],
            [.. addresses],
            hasOthers);
    }

    private static int CountOf(byte[] extension)
    {
        var list = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        var count = 0;
        while (list.HasData)
        {
            list.ReadEncodedValue();
            count++;
        }

        return count;
    }
}
