using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniKube.ApiServer.Certificates;

/// <summary>What a certificate may be used for, from the words of <c>certificates.k8s.io/v1</c> to those of X.509.</summary>
internal static class KeyUsages
{
    /// <summary>Words that are not known mean nothing.</summary>
    public static X509KeyUsageFlags FlagsOf(IEnumerable<string> words) => words.Aggregate(X509KeyUsageFlags.None, (flags, word) => flags | FlagOf(word));

    public static OidCollection PurposesOf(IEnumerable<string> words)
    {
        var purposes = new OidCollection();
        foreach (var oid in words.Select(PurposeOf).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            purposes.Add(new Oid(oid));
        }

        return purposes;
    }

    private static X509KeyUsageFlags FlagOf(string word) => word switch
    {
        "signing" or "digital signature" => X509KeyUsageFlags.DigitalSignature,
        "content commitment" => X509KeyUsageFlags.NonRepudiation,
        "key encipherment" => X509KeyUsageFlags.KeyEncipherment,
        "key agreement" => X509KeyUsageFlags.KeyAgreement,
        "data encipherment" => X509KeyUsageFlags.DataEncipherment,
        "crl sign" => X509KeyUsageFlags.CrlSign,
        "encipher only" => X509KeyUsageFlags.EncipherOnly,
        "decipher only" => X509KeyUsageFlags.DecipherOnly,
        _ => X509KeyUsageFlags.None,
    };

    private static string? PurposeOf(string word) => word switch
    {
        "any" => "2.5.29.37.0",
        "server auth" => "1.3.6.1.5.5.7.3.1",
        "client auth" => "1.3.6.1.5.5.7.3.2",
        "code signing" => "1.3.6.1.5.5.7.3.3",
        "email protection" or "s/mime" => "1.3.6.1.5.5.7.3.4",
        "ipsec end system" => "1.3.6.1.5.5.7.3.5",
        "ipsec tunnel" => "1.3.6.1.5.5.7.3.6",
        "ipsec user" => "1.3.6.1.5.5.7.3.7",
        "timestamping" => "1.3.6.1.5.5.7.3.8",
        "ocsp signing" => "1.3.6.1.5.5.7.3.9",
        "microsoft sgc" => "1.3.6.1.4.1.311.10.3.3",
        "netscape sgc" => "2.16.840.1.113730.4.1",
        _ => null,
    };
}
