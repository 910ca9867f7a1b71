namespace MiniKube.Schema.Validation;

/// <summary>The words of a closed set in the order in which upstream tells them: sorted, but for a few fields.</summary>
internal static class SupportedWords
{
    private static readonly string[] TaintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    private static readonly string[] MessagePolicies = ["File", "FallbackToLogsOnError"];

    public static IEnumerable<string> InOrder(string field, IEnumerable<string> words) => field switch
    {
        "effect" => TaintEffects,
        "restartPolicy" => RestartPolicies,
        "dnsPolicy" => DnsPolicies,
        "terminationMessagePolicy" => MessagePolicies,
        _ => words.Order(StringComparer.Ordinal),
    };
}
