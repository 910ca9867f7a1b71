using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Hosting.Stores;
using MiniKube.Peers;

namespace MiniKube.Faults.Tests.Members;

/// <summary>One authority for the members, another one for their clients, and a certificate of each, as files in a directory.</summary>
internal sealed class ClusterCertificates
{
    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _directory;

    /// <param name="directory">Where the files go.</param>
    /// <param name="addresses">Where members are reached.</param>
    /// <param name="names">What the members are called.</param>
    public ClusterCertificates(string directory, IEnumerable<IPAddress> addresses, IReadOnlyCollection<string> names)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        var reached = new SubjectAlternativeNameBuilder();
        foreach (var address in addresses.Distinct())
        {
            reached.AddIpAddress(address);
        }

        var extension = reached.Build();
        Issue("peers", extension, string.Join(',', names.Select(name => $"CN={PeerName.Of(StoreIdentities.Of("mkube", names, name).Member)}")));
        Issue("clients", extension, "CN=clients");
    }

    public string AuthorityOf(string whom) => Path.Combine(_directory, $"{whom}-ca.crt");

    public string CertificateOf(string whom) => Path.Combine(_directory, $"{whom}.crt");

    public string KeyOf(string whom) => Path.Combine(_directory, $"{whom}.key");

    private void Issue(string whom, X509Extension names, string subject)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest($"CN={whom} authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(Begin, Begin.AddYears(50));
        File.WriteAllText(AuthorityOf(whom), authority.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.Create(authority, Begin, Begin.AddYears(40), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(CertificateOf(whom), certificate.ExportCertificatePem());
        File.WriteAllText(KeyOf(whom), key.ExportPkcs8PrivateKeyPem());
    }
}
