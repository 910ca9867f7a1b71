using k8s.Models;

namespace MiniKube.Kubelet.Probes;

/// <summary>The container that a probe is about.</summary>
internal sealed record ProbeTarget(V1Pod Pod, V1Container Container, string ContainerId, string? PodIp, DateTimeOffset StartedAt);
