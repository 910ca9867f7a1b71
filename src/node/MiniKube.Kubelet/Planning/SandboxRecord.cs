using System.Collections.Immutable;

namespace MiniKube.Kubelet.Planning;

/// <summary>One pod sandbox that the runtime knows.</summary>
internal sealed record SandboxRecord
{
    public required string Id { get; init; }

    public int Attempt { get; init; }

    /// <summary>The way that the runtime runs it; empty for its own choice.</summary>
    public string Handler { get; init; } = "";

    public bool IsReady { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Empty for a pod in the node's network.</summary>
    public ImmutableArray<string> Ips { get; init; } = [];
}
