using k8s.Models;

namespace MiniKube.Scheduler.Watching;

/// <summary>Tells changes of a node that can make room for a pod from heartbeats.</summary>
internal static class NodeChange
{
    public static bool Matters(V1Node before, V1Node after) =>
        before.Spec?.Unschedulable != after.Spec?.Unschedulable
        || !SameTaints(before.Spec?.Taints, after.Spec?.Taints)
        || !Same(before.Metadata.Labels, after.Metadata.Labels)
        || !Same(Text(before.Status?.Allocatable), Text(after.Status?.Allocatable));

    private static bool SameTaints(IList<V1Taint>? before, IList<V1Taint>? after) =>
        (before ?? []).Select(Text).SequenceEqual((after ?? []).Select(Text));

    private static (string Key, string? Value, string Effect) Text(V1Taint taint) => (taint.Key, taint.Value, taint.Effect);

    private static Dictionary<string, string> Text(IDictionary<string, ResourceQuantity>? amounts) =>
        amounts?.ToDictionary(amount => amount.Key, amount => amount.Value.ToString()) ?? [];

    private static bool Same(IDictionary<string, string>? before, IDictionary<string, string>? after)
    {
        var count = before?.Count ?? 0;
        return count == (after?.Count ?? 0)
            && (count == 0 || before!.All(pair => after!.TryGetValue(pair.Key, out var value) && value == pair.Value));
    }
}
