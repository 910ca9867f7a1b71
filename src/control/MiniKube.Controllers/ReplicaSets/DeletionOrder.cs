using MiniKube.Api.Models;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.ReplicaSets;

/// <summary>Puts the pods that are missed least first: not placed, not running, not ready, cheap, crowded, young.</summary>
internal sealed class DeletionOrder(IReadOnlyDictionary<string, int> podsOnNode, DateTimeOffset now) : IComparer<V1Pod>
{
    private const string CostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

    public int Compare(V1Pod? x, V1Pod? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ReadOnlySpan<int> rules =
        [
            x.IsScheduled.CompareTo(y.IsScheduled),
            Phase(x).CompareTo(Phase(y)),
            x.IsReady.CompareTo(y.IsReady),
            Cost(x).CompareTo(Cost(y)),
            Crowd(y).CompareTo(Crowd(x)),
            CompareAge(ReadySince(x), ReadySince(y)),
            Restarts(y).CompareTo(Restarts(x)),
            CompareAge(Times.From(x.Metadata.CreationTimestamp), Times.From(y.Metadata.CreationTimestamp)),
        ];
        foreach (var rule in rules)
        {
            if (rule != 0)
            {
                return rule;
            }
        }

        return string.CompareOrdinal(x.Metadata.Uid, y.Metadata.Uid);
    }

    private static int Phase(V1Pod pod) => pod.Status?.Phase switch { "Running" => 2, "Unknown" => 1, _ => 0 };

    private static int Cost(V1Pod pod) =>
        pod.Metadata.Annotations is { } annotations && annotations.TryGetValue(CostAnnotation, out var text) && int.TryParse(text, out var cost) ? cost : 0;

    private static int Restarts(V1Pod pod) => pod.Status?.ContainerStatuses?.Max(container => (int?)container.RestartCount) ?? 0;

    private static DateTimeOffset ReadySince(V1Pod pod) => pod.IsReady ? Times.From(pod.ReadyCondition?.LastTransitionTime) : DateTimeOffset.MinValue;

    private int Crowd(V1Pod pod) => podsOnNode.GetValueOrDefault(pod.Spec?.NodeName ?? "");

    /// <summary>Younger first, but ages of the same power of two count as equal, so that not always the newest node loses its pods.</summary>
    private int CompareAge(DateTimeOffset x, DateTimeOffset y) => Magnitude(x).CompareTo(Magnitude(y));

    private int Magnitude(DateTimeOffset since)
    {
        var seconds = (long)(now - since).TotalSeconds;
        return seconds <= 0 ? 0 : 1 + System.Numerics.BitOperations.Log2((ulong)seconds);
    }
}
