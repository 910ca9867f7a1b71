namespace MiniKube.Kubelet.Actuation;

/// <summary>One pod as the runtime's lists show it.</summary>
/// <param name="Uid">The pod's uid.</param>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Name">The pod's name.</param>
/// <param name="GraceSeconds">The grace period recorded when it was made.</param>
/// <param name="State">Differs whenever a sandbox or container of the pod came, went or changed.</param>
internal sealed record RuntimePod(string Uid, string Namespace, string Name, long? GraceSeconds, string State);
