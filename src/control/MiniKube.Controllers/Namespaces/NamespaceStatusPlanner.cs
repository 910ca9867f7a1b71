using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Namespaces;

/// <summary>Tells users what holds a namespace up.</summary>
internal static class NamespaceStatusPlanner
{
    public static V1NamespaceStatus Plan(V1NamespaceStatus? current, RemainingContent content, DateTimeOffset now)
    {
        List<V1NamespaceCondition> conditions =
        [
            Condition(
                "NamespaceDeletionDiscoveryFailure",
                content.Discovery,
                ("DiscoveryFailed", "ResourcesDiscovered", "All resources successfully discovered")),
            Condition("NamespaceDeletionGroupVersionParsingFailure", null, ("", "ParsedGroupVersions", "All legacy kube types successfully parsed")),
            Condition(
                "NamespaceDeletionContentFailure",
                content.Failures.IsEmpty ? null : $"Failed to delete all resource types, {content.Failures.Length} remaining: {string.Join(", ", content.Failures)}",
                ("ContentDeletionFailed", "ContentDeleted", "All content successfully deleted, may be waiting on finalization")),
            Condition(
                "NamespaceContentRemaining",
                content.Counts.IsEmpty
                    ? null
                    : $"Some resources are remaining: {string.Join(", ", content.Counts.Select(entry => $"{entry.Key} has {entry.Value} resource instances"))}",
                ("SomeResourcesRemain", "ContentRemoved", "All content successfully removed")),
            Condition(
                "NamespaceFinalizersRemaining",
                content.Finalizers.IsEmpty
                    ? null
                    : $"Some content in the namespace has finalizers remaining: {string.Join(", ", content.Finalizers.Select(entry => $"{entry.Key} in {entry.Value} resource instances"))}",
                ("SomeFinalizersRemain", "ContentHasNoFinalizers", "All content-preserving finalizers finished")),
        ];
        var known = current?.Conditions ?? [];
        var others = known.Where(condition => conditions.TrueForAll(own => own.Type != condition.Type));
        return new V1NamespaceStatus
        {
            Phase = "Terminating",
            Conditions = [.. others, .. conditions.Select(condition => Merge(known, condition, now))],
        };
    }

    private static V1NamespaceCondition Condition(string type, string? problem, (string Bad, string Good, string GoodMessage) words) => new()
    {
        Type = type,
        Status = problem is null ? "False" : "True",
        Reason = problem is null ? words.Good : words.Bad,
        Message = problem ?? words.GoodMessage,
    };

    private static V1NamespaceCondition Merge(IEnumerable<V1NamespaceCondition> known, V1NamespaceCondition condition, DateTimeOffset now)
    {
        var before = known.FirstOrDefault(candidate => candidate.Type == condition.Type && candidate.Status == condition.Status);
        return condition with { LastTransitionTime = before?.LastTransitionTime ?? Times.Seconds(now) };
    }
}
