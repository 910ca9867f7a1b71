using MiniKube.Client.Api;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Node;
using MiniKube.Kubelet.Probes;
using MiniKube.Kubelet.Status;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>What all pod workers of a node share.</summary>
internal sealed record NodeServices
{
    public required KubeletOptions Options { get; init; }

    public required IApiClient Api { get; init; }

    public required RuntimeView View { get; init; }

    public required PodActuator Actuator { get; init; }

    public required ContainerStarter Starter { get; init; }

    public required ContainerResizer Resizer { get; init; }

    public required Prober Prober { get; init; }

    public required PodStatusWriter StatusWriter { get; init; }

    public required TerminationMessages TerminationMessages { get; init; }

    public required PodRemains Remains { get; init; }

    public required IPodVolumes Volumes { get; init; }

    public required IPodEvents Events { get; init; }

    public required NodeFacts Facts { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public NodeShares Shares { get; } = new();
}
