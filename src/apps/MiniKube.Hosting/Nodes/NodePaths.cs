namespace MiniKube.Hosting.Nodes;

/// <summary>Where a node's things lie under a data directory.</summary>
public static class NodePaths
{
    /// <summary>Pods' volumes and logs, and the private containerd.</summary>
    public static string Node(string dataDirectory) => Path.Combine(dataDirectory, "node");

    /// <summary>The private containerd alone.</summary>
    public static string Containerd(string dataDirectory) => Path.Combine(Node(dataDirectory), "containerd");
}
