namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>By what a node reaches its API server.</summary>
/// <param name="Kubeconfig">The file of the node's own identity.</param>
/// <param name="BootstrapKubeconfig">One whose user may ask for a node's certificate; null needs the node's own.</param>
/// <param name="Renews">The certificate of the node's own is kept fresh.</param>
public sealed record NodeConnection(string Kubeconfig, string? BootstrapKubeconfig, bool Renews);
