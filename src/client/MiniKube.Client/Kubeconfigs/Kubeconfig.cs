namespace MiniKube.Client.Kubeconfigs;

/// <summary>How to reach a server and as whom: the part of a kubeconfig that its current context selects.</summary>
public sealed record Kubeconfig
{
    public required Uri Server { get; init; }

    public string Name { get; init; } = "mkube";

    public string UserName { get; init; } = "mkube-admin";

    /// <summary>The namespace of the context; empty means <c>default</c>.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>PEM of the authorities that may vouch for the server; null trusts the machine's.</summary>
    public string? CertificateAuthorityPem { get; init; }

    /// <summary>The name in the server's certificate, where it differs from the address; empty when it does not.</summary>
    public string TlsServerName { get; init; } = "";

    public bool InsecureSkipTlsVerify { get; init; }

    public string? ClientCertificatePem { get; init; }

    public string? ClientKeyPem { get; init; }

    public string? Token { get; init; }
}
