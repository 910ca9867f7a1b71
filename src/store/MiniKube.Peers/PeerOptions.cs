using System.Net;

namespace MiniKube.Peers;

/// <summary>Where other members reach this one, and how all of them know each other. There is no way without TLS.</summary>
public sealed record PeerOptions
{
    /// <summary>Such as https://0.0.0.0:2380; a port of 0 takes any free one.</summary>
    public required Uri Listen { get; init; }

    /// <summary>The address that other members are told; null: where it listens.</summary>
    public Uri? Advertise { get; init; }

    /// <summary>This member's certificate, PEM: good for serving and for calling.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>The certificate's key, PEM.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Who signs the members' certificates, PEM. Whoever has one may write everything: this authority signs for nobody else.</summary>
    public required string AuthorityFile { get; init; }

    internal IPEndPoint EndPoint => new(Address, Listen.Port);

    private IPAddress Address => IPAddress.TryParse(Listen.Host.Trim('[', ']'), out var address) ? address
        : Listen.Host == "localhost" ? IPAddress.Loopback
        : throw new ArgumentException($"'{Listen.Host}' is not an IP address to listen on", nameof(Listen));

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public void Validate()
    {
        if (Listen.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"members talk by https only, not {Listen.Scheme}: write https://0.0.0.0:2380", nameof(Listen));
        }

        _ = EndPoint;
    }
}
