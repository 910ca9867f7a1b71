namespace MiniKube.Kubelet.Planning;

/// <summary>One container that the runtime knows, dead or alive.</summary>
internal sealed record ContainerRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The sandbox it was made in; a container never moves to another.</summary>
    public required string SandboxId { get; init; }

    /// <summary>0 for the first container of this name in the pod; doubles as its restart count.</summary>
    public int Attempt { get; init; }

    public ContainerPhase Phase { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public int ExitCode { get; init; }

    /// <summary>The runtime's word for why it ended; meaningful only once it has exited.</summary>
    public string Reason { get; init; } = "";

    public string Message { get; init; } = "";

    public string Image { get; init; } = "";

    public string ImageRef { get; init; } = "";

    /// <summary>What the container was made from; see <see cref="ContainerHash"/>. Empty when made by somebody else.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The cpu and memory that it was made with; see <see cref="ContainerSize"/>. Empty when made by somebody else.</summary>
    public string Size { get; init; } = "";

    /// <summary>Seconds to wait between TERM and KILL, as recorded at its creation: all that is known of it when its pod is gone.</summary>
    public long? GraceSeconds { get; init; }

    public bool IsRunning => Phase is ContainerPhase.Running;

    public bool HasExited => Phase is ContainerPhase.Exited;

    public bool HasSucceeded => HasExited && ExitCode == 0;
}
