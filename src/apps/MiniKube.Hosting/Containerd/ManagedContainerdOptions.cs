namespace MiniKube.Hosting.Containerd;

/// <summary>A containerd of our own, beside whatever else runs on the machine.</summary>
public sealed record ManagedContainerdOptions
{
    /// <summary>Holds its socket, state, images and logs. Keep it short: a socket's path has at most 107 bytes.</summary>
    public required string Directory { get; init; }

    /// <summary>Addresses of the pods on this node.</summary>
    public required string PodCidr { get; init; }

    /// <summary>Lets pods reach the world outside the cluster under the node's address.</summary>
    public bool MasqueradesPods { get; init; } = true;

    /// <summary>Imported by <see cref="BusyboxImage"/>; nothing is pulled for a sandbox.</summary>
    public string SandboxImage { get; init; } = BusyboxImage.PauseName;

    /// <summary>How long a start may take before it counts as failed.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
