using System.Collections.Immutable;

namespace MiniKube.Schema.Validation;

/// <summary>The words of a closed set in the order in which upstream tells them: sorted, but for a few fields.</summary>
internal static class SupportedWords
{
    private static readonly string[] TaintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    private static readonly string[] MessagePolicies = ["File", "FallbackToLogsOnError"];

    private static readonly string[] PreemptionPolicies = ["PreemptLowerPriority", "Never"];

    public static IEnumerable<string> InOrder(string field, ImmutableArray<string> words) => field switch
    {
        "effect" => TaintEffects,
        "restartPolicy" => RestartPolicies,
        "dnsPolicy" => DnsPolicies,
        "terminationMessagePolicy" => MessagePolicies,
        "preemptionPolicy" => PreemptionPolicies,

        // Of a path on the host the empty word says: look at nothing.
        "type" when words.Contains("DirectoryOrCreate") => words.Order(StringComparer.Ordinal),
        _ => words.Where(word => word.Length > 0).Order(StringComparer.Ordinal),
    };
}
