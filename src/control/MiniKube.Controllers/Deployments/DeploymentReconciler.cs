using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Api.Selectors;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Client.Serialization;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>Rolls the pods of a Deployment from one template to the next.</summary>
internal sealed class DeploymentReconciler(
    IApiClient api,
    IInformer<V1Deployment> deployments,
    IInformer<V1ReplicaSet> replicaSets,
    IInformer<V1Pod> pods,
    RolloutActions actions,
    IEventRecorder events,
    OwnWrites<NamespacedName> ownWrites,
    WorkQueue<NamespacedName> queue,
    TimeProvider time) : IReconciler<NamespacedName>
{
    private readonly ClaimActions<V1Deployment, V1ReplicaSet> _claims = new(api);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (deployments.Get(key) is not { } deployment)
        {
            ownWrites.Forget(key);
            return ReconcileResult.Done;
        }

        if (!ownWrites.AreVisible(key, () => queue.Add(key)))
        {
            return ReconcileResult.Done;
        }

        var selector = LabelSelector.From(deployment.Spec.Selector);
        if (selector.IsEverything)
        {
            events.Warning(deployment, "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.");
            return ReconcileResult.Done;
        }

        var claims = Claims<V1ReplicaSet>.Plan(deployment, selector, replicaSets.ManagedByOrOrphaned(deployment));
        var owned = await _claims.ApplyAsync(
            deployment, claims, set => ownWrites.Wrote(key, set.Metadata.ResourceVersion), cancellationToken);
        var rollout = Rollout.Of(deployment with { Status = WithPauseCondition(deployment) }, owned);
        return await RollAsync(rollout, deployment, cancellationToken);
    }

    private async Task<ReconcileResult> RollAsync(Rollout rollout, V1Deployment original, CancellationToken cancellationToken)
    {
        if (rollout.IsBeingDeleted)
        {
            return await WriteAsync(rollout, original, DeploymentStatusPlanner.Counts(rollout, time.GetUtcNow()), cancellationToken);
        }

        if (rollout.Deployment.Spec.Paused == true || rollout.IsScaling)
        {
            return await ScaleAsync(rollout, original, cancellationToken);
        }

        var isRecreate = rollout.Deployment.Spec.Strategy?.Type == "Recreate";
        rollout = await actions.SyncRevisionAsync(rollout, cancellationToken);
        if (isRecreate && (RecreatePlanner.ShrinkOld(rollout) is { IsEmpty: false } || OldPodsRun(rollout)))
        {
            rollout = await actions.ResizeAsync(rollout, RecreatePlanner.ShrinkOld(rollout), cancellationToken);
            return await ProgressAsync(rollout, original, cancellationToken);
        }

        if (rollout.New is null)
        {
            if (await actions.CreateNewAsync(rollout, cancellationToken) is not { } created)
            {
                return ReconcileResult.Retry;
            }

            rollout = created;
        }

        var resizes = isRecreate ? RecreatePlanner.GrowNew(rollout) : RollingUpdatePlanner.Plan(rollout);
        rollout = await actions.ResizeAsync(rollout, resizes, cancellationToken);
        if (resizes.IsEmpty && DeploymentStatusPlanner.IsComplete(rollout.Deployment, rollout.Deployment.Status ?? new V1DeploymentStatus()))
        {
            await actions.DeleteAsync(rollout, HistoryPlanner.ToDelete(rollout), cancellationToken);
        }

        return await ProgressAsync(rollout, original, cancellationToken);
    }

    /// <summary>Follows a new size without moving pods between templates.</summary>
    private async Task<ReconcileResult> ScaleAsync(Rollout rollout, V1Deployment original, CancellationToken cancellationToken)
    {
        rollout = await actions.SyncRevisionAsync(rollout, cancellationToken);
        rollout = await actions.ResizeAsync(rollout, ScalePlanner.Plan(rollout), cancellationToken);
        if (rollout.Deployment.Spec.Paused == true)
        {
            await actions.DeleteAsync(rollout, HistoryPlanner.ToDelete(rollout), cancellationToken);
        }

        return await WriteAsync(rollout, original, DeploymentStatusPlanner.Counts(rollout, time.GetUtcNow()), cancellationToken);
    }

    private Task<ReconcileResult> ProgressAsync(Rollout rollout, V1Deployment original, CancellationToken cancellationToken) =>
        WriteAsync(rollout, original, DeploymentStatusPlanner.WithProgress(rollout, time.GetUtcNow()), cancellationToken);

    private async Task<ReconcileResult> WriteAsync(
        Rollout rollout, V1Deployment original, V1DeploymentStatus status, CancellationToken cancellationToken)
    {
        if (!ModelJson.AreEqual(status, Normal(original.Status)))
        {
            await actions.WriteStatusAsync(rollout.Deployment with { Status = status }, cancellationToken);
        }

        return DeploymentStatusPlanner.NextLook(rollout.Deployment, status, time.GetUtcNow()) is { } left
            ? ReconcileResult.After(left)
            : ReconcileResult.Done;
    }

    /// <summary>A paused rollout has no deadline; a resumed one starts counting anew.</summary>
    private V1DeploymentStatus? WithPauseCondition(V1Deployment deployment)
    {
        var progressing = DeploymentConditions.Find(deployment.Status?.Conditions, DeploymentConditions.Progressing);
        var isPaused = deployment.Spec.Paused == true;
        if (!DeploymentStatusPlanner.HasDeadline(deployment) ||
            progressing?.Reason == DeploymentConditions.DeadlineExceeded ||
            isPaused == (progressing?.Reason == DeploymentConditions.Paused))
        {
            return deployment.Status;
        }

        var (reason, message) = isPaused
            ? (DeploymentConditions.Paused, "Deployment is paused")
            : (DeploymentConditions.Resumed, "Deployment is resumed");
        var condition = DeploymentConditions.New(DeploymentConditions.Progressing, "Unknown", reason, message, time.GetUtcNow());
        var status = deployment.Status ?? new V1DeploymentStatus();
        return status with { Conditions = DeploymentConditions.Set(status.Conditions, condition) };
    }

    /// <summary>Also pods that are going away hold what the new ones need.</summary>
    private bool OldPodsRun(Rollout rollout) => rollout.Old
        .SelectMany(set => pods.ByIndex(ObjectIndexes.Controller, set.Metadata.Uid))
        .Any(pod => !pod.IsFinished);

    // Zero and absent are the same for the server.
    private static V1DeploymentStatus? Normal(V1DeploymentStatus? status) => status is null ? null : status with
    {
        Replicas = status.Replicas is 0 ? null : status.Replicas,
        UpdatedReplicas = status.UpdatedReplicas is 0 ? null : status.UpdatedReplicas,
        ReadyReplicas = status.ReadyReplicas is 0 ? null : status.ReadyReplicas,
        AvailableReplicas = status.AvailableReplicas is 0 ? null : status.AvailableReplicas,
        UnavailableReplicas = status.UnavailableReplicas is 0 ? null : status.UnavailableReplicas,
    };
}
