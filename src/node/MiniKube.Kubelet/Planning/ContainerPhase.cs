namespace MiniKube.Kubelet.Planning;

/// <summary>The states of a container in the runtime, as CRI names them.</summary>
internal enum ContainerPhase
{
    Unknown,
    Created,
    Running,
    Exited,
}
