using System.Collections.Immutable;

namespace MiniKube.Etcd.Client;

/// <summary>How an etcd cluster is reached, and what is asked of it.</summary>
public sealed record EtcdStoreOptions
{
    /// <summary>Its members, such as https://10.0.0.1:2379. One is used; the next when that one fails.</summary>
    public required ImmutableArray<Uri> Endpoints { get; init; }

    /// <summary>Who signs the members' certificates, PEM; null: whom the operating system trusts.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The certificate that this client shows, PEM; null: none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How long a call may take before its outcome counts as unknown.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>History older than this is forgotten; null: whoever runs the cluster sees to that.</summary>
    public TimeSpan? HistoryAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>About how much memory recent changes may take here, for watches to begin from, in bytes.</summary>
    public long HistoryBytesMax { get; init; } = 64 << 20;

    /// <summary>How long a watch may go without being told of changes outside of its range.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public void Validate()
    {
        if (Endpoints.IsDefaultOrEmpty)
        {
            throw new ArgumentException("an etcd cluster needs at least one endpoint", nameof(Endpoints));
        }

        if (Endpoints.FirstOrDefault(endpoint => endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps) is { } odd)
        {
            throw new ArgumentException($"'{odd}' is no endpoint of etcd: write one such as https://10.0.0.1:2379", nameof(Endpoints));
        }

        if (CertificateFile is null != KeyFile is null)
        {
            throw new ArgumentException("a client certificate needs its key, and a key its certificate", nameof(KeyFile));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(RequestTimeout, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(HistoryAge ?? TimeSpan.MaxValue, TimeSpan.FromSeconds(1), nameof(HistoryAge));
    }
}
