namespace MiniKube.Hosting.Nodes;

/// <summary>What runs a node's containers.</summary>
public enum NodeRuntime
{
    Containerd,

    /// <summary>Pretends, in process.</summary>
    Simulated,
}
