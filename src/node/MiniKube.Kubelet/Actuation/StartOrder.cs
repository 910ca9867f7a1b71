using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>All that starting one container rests on.</summary>
internal sealed record StartOrder(V1Pod Pod, V1Container Container, SandboxRecord Sandbox, int Attempt, ContainerMemory Memory, RestartBackOff? BackOff)
{
    /// <summary>The runtime's id of the container whose processes it shall see; empty for none.</summary>
    public string TargetId { get; init; } = "";
}
