namespace MiniKube.Kubelet.Planning;

/// <summary>One thing to begin now. Each is idempotent and known by its <see cref="Key"/>, so that it is not begun twice.</summary>
internal abstract record PodAction(string Key)
{
    /// <summary>Prepares volumes and makes a sandbox.</summary>
    public sealed record CreateSandbox(int Attempt) : PodAction(SandboxKey);

    public sealed record StopSandbox(string SandboxId) : PodAction($"stop-sandbox/{SandboxId}");

    public sealed record RemoveSandbox(string SandboxId) : PodAction($"remove-sandbox/{SandboxId}");

    /// <summary>Pulls the image when needed, creates the container, starts it and runs its postStart hook.</summary>
    public sealed record StartContainer(string Name, string SandboxId, int Attempt, RestartBackOff? BackOff) : PodAction(StartKey);

    /// <summary>Runs the preStop hook, then TERM and, after the grace period, KILL.</summary>
    public sealed record KillContainer(string ContainerId, string Name, long GraceSeconds, string Message) : PodAction($"kill/{ContainerId}/{GraceSeconds}");

    /// <summary>Gives a running container the cpu and memory that its pod now says.</summary>
    public sealed record ResizeContainer(string ContainerId, string Name) : PodAction($"resize/{ContainerId}");

    public sealed record RemoveContainer(string ContainerId) : PodAction($"remove/{ContainerId}");

    public const string SandboxKey = "sandbox";

    /// <summary>Containers of a pod start one after the other, so all share the key.</summary>
    public const string StartKey = "start";
}
