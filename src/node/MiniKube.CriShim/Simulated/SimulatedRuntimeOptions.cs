using System.Collections.Immutable;

namespace MiniKube.CriShim.Simulated;

/// <summary>How one simulated node's runtime behaves; a container's annotations overrule <see cref="Behavior"/>.</summary>
public sealed record SimulatedRuntimeOptions
{
    /// <summary>Part of every id, so that ids differ between nodes and are the same in every run.</summary>
    public string NodeName { get; init; } = "simulated";

    /// <summary>One range, or an IPv4 and an IPv6 one separated by a comma; UpdateRuntimeConfig may change it.</summary>
    public string PodCidr { get; init; } = "10.244.0.0/24";

    /// <summary>Ids of sandboxes and containers; the default counts.</summary>
    public Func<string>? NewId { get; init; }

    /// <summary>How long RunPodSandbox takes.</summary>
    public TimeSpan SandboxDelay { get; init; }

    /// <summary>How long PullImage takes.</summary>
    public TimeSpan PullDelay { get; init; }

    /// <summary>What a new container will do; asked at its creation. The default runs until it is stopped.</summary>
    public Func<SimulatedLaunch, SimulatedBehavior>? Behavior { get; init; }

    /// <summary>Images that no registry has, besides all under "invalid/".</summary>
    public ImmutableHashSet<string> MissingImages { get; init; } = [];

    /// <summary>What a command in a container answers; null means <see cref="SimulatedCommands.Run"/>.</summary>
    public Func<SimulatedCommand, SimulatedCommandResult>? Exec { get; init; }

    /// <summary>Writes containers' output to the log path that the kubelet asks for; else it is only kept in memory.</summary>
    public bool WritesLogFiles { get; init; }

    /// <summary>How far a reader of GetContainerEvents may fall behind before it is cut off and has to list again.</summary>
    public int EventsPerReaderMax { get; init; } = 8192;
}
