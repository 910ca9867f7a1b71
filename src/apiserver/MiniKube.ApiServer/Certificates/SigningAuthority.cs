using System.Collections.Immutable;
using MiniKube.Api.Determinism;

namespace MiniKube.ApiServer.Certificates;

/// <summary>An authority that signs requests and is kept in two files: for a controller manager that runs away from its API server.</summary>
public sealed class SigningAuthority : IDisposable
{
    private readonly CertificateAuthority _authority;

    private SigningAuthority(CertificateAuthority authority) => _authority = authority;

    /// <exception cref="InvalidDataException">The files are not a certificate and its key.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SigningAuthority Open(string certificatePath, string keyPath, TimeProvider time, IRandomSource random) =>
        new(CertificateAuthority.Load(new KeyedCertificate(File.ReadAllText(certificatePath), File.ReadAllText(keyPath)), time, random));

    /// <inheritdoc cref="ClusterCertificates.SignRequest"/>
    public string Sign(string requestPem, ImmutableArray<string> usages, TimeSpan lifetime) => _authority.Sign(requestPem, usages, lifetime);

    public void Dispose() => _authority.Dispose();
}
