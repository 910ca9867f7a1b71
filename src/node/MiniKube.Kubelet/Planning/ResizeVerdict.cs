namespace MiniKube.Kubelet.Planning;

/// <summary>How a resize stands that is not done.</summary>
/// <param name="IsPending">The node has not taken it on: the condition is <c>PodResizePending</c>, else <c>PodResizeInProgress</c>.</param>
/// <param name="Reason">In one word; empty for nothing special.</param>
/// <param name="Message">For people.</param>
internal sealed record ResizeVerdict(bool IsPending, string Reason, string Message);
