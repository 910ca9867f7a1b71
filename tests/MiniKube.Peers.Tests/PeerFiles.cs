using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Raft;

namespace MiniKube.Peers.Tests;

/// <summary>An authority with certificates of members, in a directory that is gone after the test.</summary>
internal sealed class PeerFiles : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public PeerFiles()
    {
        var request = new CertificateRequest("CN=peers", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(NotBefore, NotBefore.AddYears(50));
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("minikube-peers-").FullName;

    private static DateTimeOffset NotBefore { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private string AuthorityFile => Path.Combine(Directory, "ca.crt");

    /// <summary>Options for a member that listens on any free port.</summary>
    /// <param name="name">What its files are called.</param>
    /// <param name="member">In whose name its certificate is; 0: in none.</param>
    public PeerOptions OptionsFor(string name, ulong member)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(member == 0 ? $"CN={name}" : $"CN={PeerName.Of(new MemberId(member))}", key, HashAlgorithmName.SHA256);
        var serial = RandomNumberGenerator.GetBytes(8);
        using var certificate = request.Create(_authority, NotBefore, NotBefore.AddYears(40), serial);
        var files = Path.Combine(Directory, name);
        File.WriteAllText(files + ".crt", certificate.ExportCertificatePem());
        File.WriteAllText(files + ".key", key.ExportPkcs8PrivateKeyPem());
        return new PeerOptions
        {
            Listen = new Uri("https://127.0.0.1:0"),
            CertificateFile = files + ".crt",
            KeyFile = files + ".key",
            AuthorityFile = AuthorityFile,
        };
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
