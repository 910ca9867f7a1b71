namespace MiniKube.Kubelet.Planning;

/// <summary>What the probes say of one running container.</summary>
internal sealed record ContainerHealth
{
    /// <summary>The health of a container without probes: all is well once it runs.</summary>
    public static ContainerHealth Unprobed { get; } = new() { IsStarted = true, IsReady = true };

    public bool IsStarted { get; init; }

    public bool IsReady { get; init; }

    /// <summary>Set when the container must be killed: what the failed probe is called in the event.</summary>
    public string? FailedProbe { get; init; }

    /// <summary>Seconds between TERM and KILL when the failed probe has its own.</summary>
    public long? GraceSeconds { get; init; }
}
