using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated.Images;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>A container; changed under the lock of <see cref="SimulatedPods"/> only.</summary>
internal sealed class SimulatedContainer(
    string id, SimulatedSandbox sandbox, ContainerConfig config, SimulatedImage image, SimulatedBehavior behavior, long createdAt)
{
    private TaskCompletionSource? _ended;

    public string Id => id;

    public SimulatedSandbox Sandbox => sandbox;

    public ContainerConfig Config => config;

    public SimulatedBehavior Behavior => behavior;

    public ContainerState State { get; set; } = ContainerState.ContainerCreated;

    /// <summary>A StartContainer is under way.</summary>
    public bool IsStarting { get; set; }

    public long StartedAt { get; set; }

    public long FinishedAt { get; private set; }

    public int ExitCode { get; private set; }

    public string Reason { get; private set; } = "";

    public string Message { get; private set; } = "";

    public LinuxContainerResources Resources { get; } = config.Linux?.Resources?.Clone() ?? new LinuxContainerResources();

    public SimulatedLog? Log { get; set; }

    /// <summary>How it ends when its scheduled time has come.</summary>
    public SimulatedExit ScheduledExit { get; set; } = SimulatedExit.Completed(0);

    /// <summary>What may not be used twice in the sandbox at a time.</summary>
    public string ReservedName => $"{config.Metadata.Name}_{config.Metadata.Attempt}";

    /// <summary>Where its output goes; null when the kubelet did not ask for a file.</summary>
    public string? LogPath => config.LogPath.Length == 0 || sandbox.Config.LogDirectory.Length == 0
        ? null
        : Path.Combine(sandbox.Config.LogDirectory, config.LogPath);

    public Task WhenEndedAsync() => State == ContainerState.ContainerRunning
        ? (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
        : Task.CompletedTask;

    public void End(SimulatedExit exit, long at)
    {
        State = ContainerState.ContainerExited;
        FinishedAt = at;
        ExitCode = exit.Code;
        Reason = exit.Reason;
        Message = exit.Message;
        _ = _ended?.TrySetResult();
    }

    public Container ToSummary() => new()
    {
        Id = id,
        PodSandboxId = sandbox.Id,
        Metadata = config.Metadata,
        Image = config.Image,
        ImageRef = image.Digest,
        ImageId = image.Id,
        State = State,
        CreatedAt = createdAt,
        Labels = { config.Labels },
        Annotations = { config.Annotations },
    };

    public ContainerStatus ToStatus() => new()
    {
        Id = id,
        Metadata = config.Metadata,
        State = State,
        CreatedAt = createdAt,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        ExitCode = ExitCode,
        Image = new ImageSpec(config.Image) { Image = image.Tag.Length == 0 ? image.Digest : image.Tag },
        ImageRef = image.Digest,
        ImageId = image.Id,
        Reason = Reason,
        Message = Message,
        LogPath = LogPath ?? "",
        Resources = new ContainerResources { Linux = Resources.Clone() },
        StopSignal = config.StopSignal,
        Labels = { config.Labels },
        Annotations = { config.Annotations },
        Mounts = { config.Mounts },
    };

    public ContainerAttributes ToAttributes() => new()
    {
        Id = id,
        Metadata = config.Metadata,
        Labels = { config.Labels },
        Annotations = { config.Annotations },
    };

    public bool Matches(ContainerFilter? filter)
        => filter is null
           || ((filter.Id.Length == 0 || id == filter.Id)
               && (filter.State is null || filter.State.State == State)
               && (filter.PodSandboxId.Length == 0 || filter.PodSandboxId == sandbox.Id)
               && Labels.Match(config.Labels, filter.LabelSelector));
}
