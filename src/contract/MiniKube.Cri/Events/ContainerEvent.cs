namespace MiniKube.Cri.Events;

/// <summary>Something happened to a container; a sandbox appears as a container of its own id.</summary>
/// <param name="ContainerId">The container's or sandbox's id.</param>
/// <param name="PodSandboxId">Null when the runtime does not say.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ExitCode">Of a stopped container, when the runtime says it.</param>
/// <param name="At">By the runtime's clock.</param>
public sealed record ContainerEvent(string ContainerId, string? PodSandboxId, ContainerEventKind Kind, int? ExitCode, DateTimeOffset At);
