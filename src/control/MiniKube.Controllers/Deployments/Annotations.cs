using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>The annotations that Deployments and kubectl keep a rollout's history in.</summary>
internal static class Annotations
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";

    // What the oldest entries are cut to.
    private const int HistoryCharsMax = 2000;

    private static readonly HashSet<string> NotCopied =
    [
        "kubectl.kubernetes.io/last-applied-configuration", Revision, RevisionHistory, DesiredReplicas, MaxReplicas,
        "deprecated.deployment.rollback.to",
    ];

    public static string? Get(V1ObjectMeta metadata, string name) =>
        metadata.Annotations is { } annotations && annotations.TryGetValue(name, out var value) ? value : null;

    public static int? GetCount(V1ObjectMeta metadata, string name) => int.TryParse(Get(metadata, name), out var count) ? count : null;

    /// <summary>The revision of a ReplicaSet or a Deployment; 0 when it has none yet.</summary>
    public static long RevisionOf(V1ObjectMeta metadata) => long.TryParse(Get(metadata, Revision), out var revision) ? revision : 0;

    /// <summary>What the newest ReplicaSet should carry: the Deployment's own annotations, and the revision with those it had before.</summary>
    public static Dictionary<string, string> ForNewReplicaSet(V1Deployment deployment, V1ObjectMeta? current, long revision)
    {
        var annotations = new Dictionary<string, string>(current?.Annotations ?? new Dictionary<string, string>());
        foreach (var (name, value) in deployment.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            if (!NotCopied.Contains(name))
            {
                annotations[name] = value;
            }
        }

        var before = current is null ? 0 : RevisionOf(current);
        if (before >= revision)
        {
            return annotations;
        }

        annotations[Revision] = revision.ToString();
        if (before > 0)
        {
            annotations[RevisionHistory] = Append(annotations.GetValueOrDefault(RevisionHistory, ""), before);
        }

        return annotations;
    }

    /// <summary>How large the Deployment meant to be when the ReplicaSet was last sized: what proportional scaling starts from.</summary>
    public static void SetReplicas(Dictionary<string, string> annotations, int desired, int max)
    {
        annotations[DesiredReplicas] = desired.ToString();
        annotations[MaxReplicas] = max.ToString();
    }

    private static string Append(string history, long revision)
    {
        var text = history.Length == 0 ? revision.ToString() : $"{history},{revision}";
        while (text.Length > HistoryCharsMax)
        {
            text = text[(text.IndexOf(',') + 1)..];
        }

        return text;
    }
}
