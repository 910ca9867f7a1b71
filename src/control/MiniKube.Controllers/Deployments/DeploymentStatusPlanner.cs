using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>Says how a Deployment stands and whether it gets on.</summary>
internal static class DeploymentStatusPlanner
{
    /// <summary>Counts and availability, with the conditions the Deployment has.</summary>
    public static V1DeploymentStatus Counts(Rollout rollout, DateTimeOffset now)
    {
        var deployment = rollout.Deployment;
        var available = rollout.TotalAvailable;
        var isEnough = available >= rollout.Limits.MinAvailable;
        var condition = isEnough
            ? DeploymentConditions.New(
                DeploymentConditions.Available, "True", DeploymentConditions.MinimumAvailable, "Deployment has minimum availability.", now)
            : DeploymentConditions.New(
                DeploymentConditions.Available, "False", DeploymentConditions.MinimumUnavailable, "Deployment does not have minimum availability.", now);
        return new V1DeploymentStatus
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = NullIfZero(rollout.All.Sum(Rollout.Actual)),
            UpdatedReplicas = NullIfZero(rollout.New is { } current ? Rollout.Actual(current) : 0),
            ReadyReplicas = NullIfZero(rollout.All.Sum(Rollout.Ready)),
            AvailableReplicas = NullIfZero(available),
            UnavailableReplicas = NullIfZero(Math.Max(0, rollout.TotalReplicas - available)),
            CollisionCount = deployment.Status?.CollisionCount,
            Conditions = DeploymentConditions.Set(deployment.Status?.Conditions, condition),
        };
    }

    /// <summary>Counts, and what the rollout's progress says: done, getting on, or stuck.</summary>
    public static V1DeploymentStatus WithProgress(Rollout rollout, DateTimeOffset now)
    {
        var status = Counts(rollout, now);
        var conditions = HasDeadline(rollout.Deployment)
            ? Progress(rollout, status, now)
            : DeploymentConditions.Without(status.Conditions, DeploymentConditions.Progressing);
        return status with { Conditions = Failure(rollout, conditions) };
    }

    /// <summary>When to look again whether the deadline has passed; null when nothing is under way.</summary>
    public static TimeSpan? NextLook(V1Deployment deployment, V1DeploymentStatus status, DateTimeOffset now)
    {
        var condition = DeploymentConditions.Find(status.Conditions, DeploymentConditions.Progressing);
        if (!HasDeadline(deployment) || condition is null || IsComplete(deployment, status) ||
            condition.Reason is DeploymentConditions.DeadlineExceeded || deployment.Spec.Paused == true)
        {
            return null;
        }

        // A second more: the times in conditions are whole seconds.
        var left = Times.From(condition.LastUpdateTime).AddSeconds(deployment.Spec.ProgressDeadlineSeconds ?? 0) - now + TimeSpan.FromSeconds(1);
        return left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    public static bool IsComplete(V1Deployment deployment, V1DeploymentStatus status)
    {
        var desired = deployment.Spec.Replicas ?? 1;
        return (status.UpdatedReplicas ?? 0) == desired && (status.Replicas ?? 0) == desired && (status.AvailableReplicas ?? 0) == desired &&
            (status.ObservedGeneration ?? 0) >= (deployment.Metadata.Generation ?? 0);
    }

    // The largest number means: no deadline.
    public static bool HasDeadline(V1Deployment deployment) => deployment.Spec.ProgressDeadlineSeconds is > 0 and < int.MaxValue;

    private static int? NullIfZero(int count) => count == 0 ? null : count;

    private static List<V1DeploymentCondition> Progress(Rollout rollout, V1DeploymentStatus status, DateTimeOffset now)
    {
        var deployment = rollout.Deployment;
        var conditions = status.Conditions;
        var current = DeploymentConditions.Find(conditions, DeploymentConditions.Progressing);
        var isOver = (status.Replicas ?? 0) == (status.UpdatedReplicas ?? 0) && current?.Reason == DeploymentConditions.NewAvailable;
        if (isOver)
        {
            return [.. conditions];
        }

        var subject = rollout.New is { } set ? $"ReplicaSet \"{set.Metadata.Name}\"" : $"Deployment \"{deployment.Metadata.Name}\"";
        if (IsComplete(deployment, status))
        {
            return DeploymentConditions.Set(conditions, Condition("True", DeploymentConditions.NewAvailable, $"{subject} has successfully progressed.", now));
        }

        if (HasProgressed(deployment.Status, status))
        {
            // Set anew each time, so that the deadline counts from the last step forward.
            var step = Condition("True", DeploymentConditions.Updated, $"{subject} is progressing.", now);
            var kept = current?.Status == "True" ? step with { LastTransitionTime = current.LastTransitionTime } : step;
            return [.. DeploymentConditions.Without(conditions, DeploymentConditions.Progressing), kept];
        }

        return IsTimedOut(deployment, current, now)
            ? DeploymentConditions.Set(conditions, Condition("False", DeploymentConditions.DeadlineExceeded, $"{subject} has timed out progressing.", now))
            : [.. conditions];
    }

    private static V1DeploymentCondition Condition(string status, string reason, string message, DateTimeOffset now) =>
        DeploymentConditions.New(DeploymentConditions.Progressing, status, reason, message, now);

    private static bool HasProgressed(V1DeploymentStatus? before, V1DeploymentStatus after) =>
        (after.UpdatedReplicas ?? 0) > (before?.UpdatedReplicas ?? 0) ||
        OldReplicas(after) < OldReplicas(before) ||
        (after.ReadyReplicas ?? 0) > (before?.ReadyReplicas ?? 0) ||
        (after.AvailableReplicas ?? 0) > (before?.AvailableReplicas ?? 0);

    private static int OldReplicas(V1DeploymentStatus? status) => (status?.Replicas ?? 0) - (status?.UpdatedReplicas ?? 0);

    private static bool IsTimedOut(V1Deployment deployment, V1DeploymentCondition? current, DateTimeOffset now) => current?.Reason switch
    {
        null or DeploymentConditions.NewAvailable => false,
        DeploymentConditions.DeadlineExceeded => true,
        _ => Times.From(current.LastUpdateTime).AddSeconds(deployment.Spec.ProgressDeadlineSeconds ?? 0) < now,
    };

    /// <summary>What the ReplicaSets say about pods that could not be made; the new one's word counts first.</summary>
    private static List<V1DeploymentCondition> Failure(Rollout rollout, IList<V1DeploymentCondition> conditions)
    {
        var failed = rollout.All.Reverse()
            .Select(set => set.Status?.Conditions?.FirstOrDefault(condition => condition.Type == DeploymentConditions.ReplicaFailure))
            .FirstOrDefault(condition => condition is not null);
        return failed is null
            ? DeploymentConditions.Without(conditions, DeploymentConditions.ReplicaFailure)
            : DeploymentConditions.Set(conditions, new V1DeploymentCondition
            {
                Type = failed.Type,
                Status = failed.Status,
                Reason = failed.Reason,
                Message = failed.Message,
                LastTransitionTime = failed.LastTransitionTime,
                LastUpdateTime = failed.LastTransitionTime,
            });
    }
}
