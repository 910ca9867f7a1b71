using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Simulated;

/// <summary>A container about to be made; the messages are for reading only.</summary>
public sealed record SimulatedLaunch(PodSandboxConfig Sandbox, ContainerConfig Container);
