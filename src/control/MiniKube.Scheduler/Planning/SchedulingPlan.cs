using System.Collections.Immutable;

namespace MiniKube.Scheduler.Planning;

/// <summary>Where a pod should go.</summary>
internal abstract record SchedulingPlan
{
    public sealed record Bind(string NodeName) : SchedulingPlan;

    /// <param name="Rejections">Each reason with the number of nodes that gave it.</param>
    /// <param name="NodeCount">How many nodes there are.</param>
    public sealed record Unschedulable(ImmutableSortedDictionary<string, int> Rejections, int NodeCount) : SchedulingPlan
    {
        /// <summary>The sentence that users see in the event and the pod's condition.</summary>
        public string Message => NodeCount == 0
            ? "no nodes available to schedule pods"
            : $"0/{NodeCount} nodes are available: {string.Join(", ", Rejections.Select(reason => $"{reason.Value} {reason.Key}"))}.";
    }
}
