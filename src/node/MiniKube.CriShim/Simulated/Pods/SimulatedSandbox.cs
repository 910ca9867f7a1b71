using System.Collections.Immutable;
using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>A pod's sandbox; changed under the lock of <see cref="SimulatedPods"/> only.</summary>
internal sealed class SimulatedSandbox(string id, RunPodSandboxRequest request, long createdAt)
{
    public string Id => id;

    public PodSandboxConfig Config { get; } = request.Config;

    public PodSandboxState State { get; set; } = PodSandboxState.SandboxReady;

    /// <summary>The main one first; none for a pod on the node's network, or after the stop.</summary>
    public ImmutableArray<string> Addresses { get; set; } = [];

    public Dictionary<string, SimulatedContainer> Containers { get; } = new(StringComparer.Ordinal);

    public bool UsesNodeNetwork => Config.Linux?.SecurityContext?.NamespaceOptions?.Network == NamespaceMode.Node;

    /// <summary>What may not be used twice at a time.</summary>
    public string ReservedName => NameOf(Config.Metadata);

    public static string NameOf(PodSandboxMetadata metadata)
        => $"{metadata.Name}_{metadata.Namespace}_{metadata.Uid}_{metadata.Attempt}";

    public PodSandbox ToSummary() => new()
    {
        Id = id,
        Metadata = Config.Metadata,
        State = State,
        CreatedAt = createdAt,
        RuntimeHandler = request.RuntimeHandler,
        Labels = { Config.Labels },
        Annotations = { Config.Annotations },
    };

    public PodSandboxStatus ToStatus()
    {
        var network = new PodSandboxNetworkStatus { Ip = Addresses.IsEmpty ? "" : Addresses[0] };
        network.AdditionalIps.AddRange(Addresses.Skip(1).Select(static address => new PodIP { Ip = address }));
        return new PodSandboxStatus
        {
            Id = id,
            Metadata = Config.Metadata,
            State = State,
            CreatedAt = createdAt,
            Network = network,
            Linux = new LinuxPodSandboxStatus
            {
                Namespaces = new Namespace { Options = Config.Linux?.SecurityContext?.NamespaceOptions ?? new NamespaceOption() },
            },
            RuntimeHandler = request.RuntimeHandler,
            Labels = { Config.Labels },
            Annotations = { Config.Annotations },
        };
    }

    public PodSandboxAttributes ToAttributes() => new()
    {
        Id = id,
        Metadata = Config.Metadata,
        Labels = { Config.Labels },
        Annotations = { Config.Annotations },
    };

    public bool Matches(PodSandboxFilter? filter)
        => filter is null
           || ((filter.Id.Length == 0 || id == filter.Id)
               && (filter.State is null || filter.State.State == State)
               && Labels.Match(Config.Labels, filter.LabelSelector));
}
