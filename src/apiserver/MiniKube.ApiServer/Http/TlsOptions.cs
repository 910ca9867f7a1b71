using System.Collections.Immutable;
using System.Net.Security;

namespace MiniKube.ApiServer.Http;

/// <summary>How the server presents itself over TLS.</summary>
public sealed record TlsOptions
{
    /// <summary>Takes the place of the certificate that the cluster's own authority makes; null for that one.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>Presented to clients that ask for one of their names; the first that fits.</summary>
    public ImmutableArray<CertificateFiles> NamedCertificates { get; init; } = [];

    /// <summary>True refuses TLS 1.2.</summary>
    public bool IsTls13Only { get; init; }

    /// <summary>Of TLS 1.2; those of 1.3 are always on. Empty leaves it to the system.</summary>
    public ImmutableArray<TlsCipherSuite> CipherSuites { get; init; } = [];
}
