namespace MiniKube.Kubelet.Planning;

/// <summary>What the kubelet remembers of a container beyond the runtime's knowledge; lost, harmlessly, with the process.</summary>
internal sealed record ContainerMemory
{
    public static ContainerMemory None { get; } = new();

    public RestartBackOff? Restart { get; init; }

    /// <summary>Why the last try to start it failed; null after a try that worked.</summary>
    public WaitingReason? Waiting { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>The earliest moment for the next try after a failed one.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The size that it was brought to since it started; null while it has the one that it was made with.</summary>
    public string? Size { get; init; }

    /// <summary>Why the last try to bring it to its size failed.</summary>
    public string? ResizeProblem { get; init; }

    /// <summary>The earliest moment for the next such try.</summary>
    public DateTimeOffset? ResizeRetryAt { get; init; }

    /// <summary>Failed image pulls in a row.</summary>
    public int PullFailures { get; init; }
}
