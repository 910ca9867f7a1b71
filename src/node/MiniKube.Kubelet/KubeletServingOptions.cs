using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace MiniKube.Kubelet;

/// <summary>How a node's HTTPS server listens and whom it lets in.</summary>
public sealed record KubeletServingOptions
{
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>0 takes any free port; the Node object tells which.</summary>
    public int Port { get; init; } = 10250;

    /// <summary>What is shown, with its private key. Asked at every handshake; null refuses it, while there is none yet.</summary>
    public required Func<X509Certificate2?> Certificate { get; init; }

    /// <summary>Callers show a client certificate of this authority.</summary>
    public required X509Certificate2 ClientAuthority { get; init; }
}
