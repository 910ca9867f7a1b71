namespace MiniKube.Kubelet.Planning;

/// <summary>How far a pod's life on this node has come.</summary>
internal enum PodStage
{
    /// <summary>Containers are started and restarted as the spec says.</summary>
    Active,

    /// <summary>Nothing is started any more; what runs is being stopped.</summary>
    Terminating,

    /// <summary>Nothing runs, the sandbox is stopped; containers may be kept for their logs.</summary>
    Stopped,
}
