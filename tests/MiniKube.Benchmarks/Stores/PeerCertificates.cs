using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Hosting.Stores;
using MiniKube.Peers;

namespace MiniKube.Benchmarks.Stores;

/// <summary>Files of an authority and of one certificate that all members on loopback share.</summary>
internal sealed record PeerCertificates(string Authority, string Certificate, string Key)
{
    public static PeerCertificates Create(string directory, IReadOnlyCollection<string> names)
    {
        var files = new PeerCertificates(Path.Combine(directory, "ca.crt"), Path.Combine(directory, "peer.crt"), Path.Combine(directory, "peer.key"));
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=peers", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            string.Join(',', names.Select(name => $"CN={PeerName.Of(StoreIdentities.Of("mkube", names, name).Member)}")), key, HashAlgorithmName.SHA256);
        var addresses = new SubjectAlternativeNameBuilder();
        addresses.AddIpAddress(IPAddress.Loopback);
        addresses.AddDnsName("localhost");
        request.CertificateExtensions.Add(addresses.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        File.WriteAllText(files.Authority, authority.ExportCertificatePem());
        File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
