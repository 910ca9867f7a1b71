namespace MiniKube.Kubelet.Planning;

/// <summary>How a resize stands that is not done.</summary>
/// <param name="IsPending">The node has not taken it on: the condition is <c>PodResizePending</c>, else <c>PodResizeInProgress</c>.</param>
/// <param name="Reason">In one word; empty for nothing special.</param>
/// <param name="Message">For people.</param>
internal sealed record ResizeVerdict(bool IsPending, string Reason, string Message)
{
    /// <summary>It fits the node, but not beside the other pods that are there now.</summary>
    public const string Deferred = "Deferred";

    /// <summary>It can never fit the node.</summary>
    public const string Infeasible = "Infeasible";
}
