using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>The conditions of a Deployment: types, reasons, and the rules by which one replaces another.</summary>
internal static class DeploymentConditions
{
    public const string Available = "Available";
    public const string Progressing = "Progressing";
    public const string ReplicaFailure = "ReplicaFailure";

    public const string MinimumAvailable = "MinimumReplicasAvailable";
    public const string MinimumUnavailable = "MinimumReplicasUnavailable";
    public const string NewCreated = "NewReplicaSetCreated";
    public const string NewFound = "FoundNewReplicaSet";
    public const string NewAvailable = "NewReplicaSetAvailable";
    public const string Updated = "ReplicaSetUpdated";
    public const string CreateError = "ReplicaSetCreateError";
    public const string DeadlineExceeded = "ProgressDeadlineExceeded";
    public const string Paused = "DeploymentPaused";
    public const string Resumed = "DeploymentResumed";

    public static V1DeploymentCondition? Find(IEnumerable<V1DeploymentCondition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    public static V1DeploymentCondition New(string type, string status, string reason, string message, DateTimeOffset now) => new()
    {
        Type = type,
        Status = status,
        Reason = reason,
        Message = message,
        LastUpdateTime = Times.Seconds(now),
        LastTransitionTime = Times.Seconds(now),
    };

    /// <summary>Puts the condition in. One that says the same already stays as it is; the time of transition moves only with the status.</summary>
    public static List<V1DeploymentCondition> Set(IEnumerable<V1DeploymentCondition>? conditions, V1DeploymentCondition condition)
    {
        var known = Find(conditions, condition.Type);
        if (known is not null && known.Status == condition.Status && known.Reason == condition.Reason)
        {
            return [.. conditions!];
        }

        var entered = known?.Status == condition.Status ? condition with { LastTransitionTime = known.LastTransitionTime } : condition;
        return [.. Without(conditions, condition.Type), entered];
    }

    public static List<V1DeploymentCondition> Without(IEnumerable<V1DeploymentCondition>? conditions, string type) =>
        [.. (conditions ?? []).Where(condition => condition.Type != type)];
}
