using System.Collections.Immutable;
using System.Net;

namespace MiniKube.Client.Certificates;

/// <summary>A certificate that is wanted from a signer of the cluster.</summary>
public sealed record CertificateOrder
{
    /// <summary>Such as <c>kubernetes.io/kubelet-serving</c>.</summary>
    public required string SignerName { get; init; }

    /// <summary>The user.</summary>
    public required string CommonName { get; init; }

    /// <summary>The user's groups.</summary>
    public ImmutableArray<string> Organizations { get; init; } = [];

    /// <summary>Alternative names.</summary>
    public ImmutableArray<string> DnsNames { get; init; } = [];

    /// <summary>Alternative addresses.</summary>
    public ImmutableArray<IPAddress> Addresses { get; init; } = [];

    /// <summary>In the words of <c>certificates.k8s.io/v1 KeyUsage</c>.</summary>
    public required ImmutableArray<string> Usages { get; init; }

    /// <summary>Null takes what the signer gives; signers may give less than is asked for, and never less than ten minutes.</summary>
    public TimeSpan? Lifetime { get; init; }
}
