using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniKube.Etcd.Tests.Support;

/// <summary>An authority with certificates of a server and of a client, as files that are gone after the test.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("minikube-certificates-").FullName;

    public Certificates()
    {
        var from = DateTimeOffset.UnixEpoch.AddYears(50);
        var to = from.AddYears(100);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(from, to);
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        Issue("server", authority, from, to);
        Issue("client", authority, from, to);
    }

    public string Authority => Path.Combine(_directory, "ca.crt");

    public string CertificateOf(string name) => Path.Combine(_directory, name + ".crt");

    public string KeyOf(string name) => Path.Combine(_directory, name + ".key");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Issue(string name, X509Certificate2 authority, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(CertificateOf(name), certificate.ExportCertificatePem());
        File.WriteAllText(KeyOf(name), key.ExportPkcs8PrivateKeyPem());
    }
}
