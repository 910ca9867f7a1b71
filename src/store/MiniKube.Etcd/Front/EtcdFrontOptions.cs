using System.Net;

namespace MiniKube.Etcd.Front;

/// <summary>Where etcd's clients are served, and who may come.</summary>
public sealed record EtcdFrontOptions
{
    /// <summary>
    /// Such as http://127.0.0.1:2379 or https://0.0.0.0:2379; a port of 0 takes any free one. Without TLS only on a loopback address: whoever
    /// reaches it may read and write everything.
    /// </summary>
    public required Uri Listen { get; init; }

    /// <summary>The server's certificate, PEM, for https.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key, PEM, for https.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Who signs clients' certificates, PEM, for https. Not the authority of the API: its clients must not read the store.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>How often a watch that wants to be told says how far it is.</summary>
    public TimeSpan WatchProgressInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest request, in bytes.</summary>
    public int RequestBytesMax { get; init; } = 8 << 20;

    internal bool IsTls => Listen.Scheme == Uri.UriSchemeHttps;

    internal IPEndPoint EndPoint => new(AddressOf(Listen), Listen.Port);

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public void Validate()
    {
        if (Listen.Scheme != Uri.UriSchemeHttp && Listen.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"etcd's clients are served by http or https, not {Listen.Scheme}: write http://127.0.0.1:2379", nameof(Listen));
        }

        if (!IsTls && !IPAddress.IsLoopback(AddressOf(Listen)))
        {
            throw new ArgumentException(
                $"{Listen} would let everyone who reaches it read and write everything: use https with certificates, or a loopback address", nameof(Listen));
        }

        if (IsTls && (CertificateFile is null || KeyFile is null || ClientAuthorityFile is null))
        {
            throw new ArgumentException("https needs the server's certificate and key, and the authority of its clients", nameof(Listen));
        }
    }

    private static IPAddress AddressOf(Uri uri) =>
        IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? address
        : uri.Host == "localhost" ? IPAddress.Loopback
        : throw new ArgumentException($"'{uri.Host}' is not an IP address", nameof(uri));
}
