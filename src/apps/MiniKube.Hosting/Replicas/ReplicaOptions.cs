namespace MiniKube.Hosting.Replicas;

/// <summary>How a control plane is one of several that share a replicated store. What its data directory says counts more, but for the addresses.</summary>
public sealed record ReplicaOptions
{
    /// <summary>What this server is called; unique among them.</summary>
    public required string Name { get; init; }

    /// <summary>Begin a cluster that other servers may join, with the data that is here already.</summary>
    public bool IsFirst { get; init; }

    /// <summary>A server of the cluster to join; null: none.</summary>
    public Uri? Join { get; init; }

    /// <summary>What lets this server join, from <c>mkube token create</c>.</summary>
    public JoinToken? Token { get; init; }

    /// <summary>Where other members of the store reach this one; null: as the last time, or port 2380 of the API server's address.</summary>
    public Uri? PeerListen { get; init; }

    /// <summary>The address that other members are told; null: as the last time, or found out.</summary>
    public Uri? PeerAdvertise { get; init; }

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public void Validate()
    {
        if (IsFirst && Join is not null)
        {
            throw new ArgumentException("a server begins a cluster or joins one: give --cluster-init or --join, not both");
        }

        if (Join is { } server && server.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"--join is '{server}': write the address of an API server, such as https://10.0.0.1:6443");
        }

        if (Name.Length is 0 or > 253 || !Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'))
        {
            throw new ArgumentException($"--server-name is '{Name}': use letters, digits, '-', '.' and '_'");
        }
    }
}
