using System.Collections.Immutable;

namespace MiniKube.Kubelet.Planning;

/// <summary>Everything the runtime knows of one pod at one moment.</summary>
internal sealed record PodRuntime
{
    public static PodRuntime Empty { get; } = new();

    /// <summary>Newest first.</summary>
    public ImmutableArray<SandboxRecord> Sandboxes { get; init; } = [];

    /// <summary>Newest attempt first within a name.</summary>
    public ImmutableArray<ContainerRecord> Containers { get; init; } = [];

    public SandboxRecord? ReadySandbox => Sandboxes.FirstOrDefault(sandbox => sandbox.IsReady);

    public bool IsGone => Sandboxes.IsEmpty && Containers.IsEmpty;

    public ContainerRecord? Latest(string name) => Containers.FirstOrDefault(container => string.Equals(container.Name, name, StringComparison.Ordinal));

    /// <summary>The newest container of this name in one sandbox.</summary>
    public ContainerRecord? Latest(string name, string sandboxId) => Containers.FirstOrDefault(container =>
        string.Equals(container.Name, name, StringComparison.Ordinal) && string.Equals(container.SandboxId, sandboxId, StringComparison.Ordinal));

    /// <summary>The container that ran before the newest one of this name, while it is kept for its log.</summary>
    public ContainerRecord? Previous(string name) => Containers
        .Where(container => string.Equals(container.Name, name, StringComparison.Ordinal))
        .Skip(1)
        .FirstOrDefault();
}
