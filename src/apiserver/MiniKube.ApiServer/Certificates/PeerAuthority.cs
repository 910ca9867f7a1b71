using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Api.Determinism;

namespace MiniKube.ApiServer.Certificates;

/// <summary>Signs the certificates of a store's members, and nothing else: files <c>peer-ca</c> of a directory, made when missing.</summary>
public sealed class PeerAuthority : IDisposable
{
    private const string Name = "peer-ca";

    private static readonly TimeSpan RenewalMargin = TimeSpan.FromDays(30);

    private readonly PkiFiles _files;
    private readonly CertificateAuthority _authority;
    private readonly TimeProvider _time;

    private PeerAuthority(string directory, TimeProvider time, IRandomSource random)
    {
        _files = new PkiFiles(directory);
        _time = time;
        _authority = CertificateAuthority.Open(_files, time, random, Name);
        CertificateFile = Path.Combine(directory, $"{Name}.crt");
    }

    /// <summary>Its certificate, PEM.</summary>
    public string CertificateFile { get; }

    /// <exception cref="InvalidDataException">The files do not hold a certificate and its key.</exception>
    public static PeerAuthority Open(string directory, TimeProvider time, IRandomSource random) => new(directory, time, random);

    /// <summary>Sees to it that there is a certificate in a name that is good for some time, with its key, for serving and for calling.</summary>
    /// <param name="file">What the two files are called.</param>
    /// <param name="commonName">In whose name.</param>
    public void KeepCertificate(string file, string commonName)
    {
        if (_files.Find($"{file}.crt") is { } certificate && _files.Find($"{file}.key") is { } key
            && IsFit(new KeyedCertificate(certificate, key), commonName))
        {
            return;
        }

        var made = _authority.IssueClientAndServing(commonName, [], SubjectNames.Empty);
        _files.Write($"{file}.key", made.PrivateKeyPem);
        _files.Write($"{file}.crt", made.CertificatePem);
    }

    public void Dispose() => _authority.Dispose();

    private bool IsFit(KeyedCertificate pair, string commonName)
    {
        try
        {
            using var certificate = pair.ToCertificate();
            return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == commonName
                && _time.GetUtcNow() < new DateTimeOffset(certificate.NotAfter) - RenewalMargin
                && _authority.HasSigned(certificate);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException or System.Formats.Asn1.AsnContentException)
        {
            return false;
        }
    }
}
