namespace MiniKube.Kubelet.Planning;

/// <summary>Why a node does not take a pod that was bound to it: the pod fails at once.</summary>
/// <param name="Reason">In one word.</param>
/// <param name="Message">For people.</param>
internal sealed record PodRejection(string Reason, string Message);
