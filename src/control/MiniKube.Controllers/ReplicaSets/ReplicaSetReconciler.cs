using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Api.Selectors;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Client.Serialization;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as a ReplicaSet asks for.</summary>
internal sealed class ReplicaSetReconciler(
    IApiClient api,
    IInformer<V1ReplicaSet> replicaSets,
    IInformer<V1Pod> pods,
    ReplicaSetPods podActions,
    OwnWrites<NamespacedName> ownWrites,
    WorkQueue<NamespacedName> queue,
    TimeProvider time) : IReconciler<NamespacedName>
{
    private readonly ClaimActions<V1ReplicaSet, V1Pod> _claims = new(api);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (replicaSets.Get(key) is not { } replicaSet)
        {
            ownWrites.Forget(key);
            return ReconcileResult.Done;
        }

        if (ownWrites.TakeUnsure(key))
        {
            await AskServerAsync(replicaSet, cancellationToken);
        }

        if (!ownWrites.AreVisible(key, () => queue.Add(key)))
        {
            return ReconcileResult.Done;
        }

        var claims = Claims<V1Pod>.Plan(replicaSet, LabelSelector.From(replicaSet.Spec.Selector), pods.ManagedByOrOrphaned(replicaSet));
        var owned = await _claims.ApplyAsync(
            replicaSet, claims, pod => ownWrites.Wrote(key, pod.Metadata.ResourceVersion), cancellationToken);
        var plan = ReplicaSetPlanner.Plan(replicaSet, owned, PodsOnNode(replicaSet), time.GetUtcNow());
        var failure = await podActions.ApplyAsync(replicaSet, plan, cancellationToken);
        await UpdateStatusAsync(replicaSet, owned, failure, cancellationToken);
        return failure is { } why ? AfterFailure(why.Failure) : NextLook(replicaSet, owned);
    }

    /// <summary>Finds the pods that a request without an answer may have made, so that the cache is waited for until it shows them.</summary>
    private async Task AskServerAsync(V1ReplicaSet replicaSet, CancellationToken cancellationToken)
    {
        var options = new ListOptions { LabelSelector = LabelSelector.From(replicaSet.Spec.Selector).ToString() };
        var live = await api.ListAsync<V1Pod>(replicaSet.Key.Namespace, options, cancellationToken);
        foreach (var pod in live.Items.Where(pod => pod.IsControlledBy(replicaSet)))
        {
            ownWrites.Wrote(replicaSet.Key, pod.Metadata.ResourceVersion);
        }
    }

    private static ReconcileResult AfterFailure(Exception failure) =>
        failure is ApiException refusal && ReplicaSetPods.IsNamespaceTerminating(refusal) ? ReconcileResult.Done : ReconcileResult.Retry;

    private ReconcileResult NextLook(V1ReplicaSet replicaSet, ImmutableArray<V1Pod> owned) =>
        ReplicaSetStatusPlanner.NextAvailable(replicaSet, owned, time.GetUtcNow()) is { } left ? ReconcileResult.After(left) : ReconcileResult.Done;

    /// <summary>Counts the active pods per node of all ReplicaSets with the same manager, so that a rollout thins out crowded nodes first.</summary>
    private Dictionary<string, int> PodsOnNode(V1ReplicaSet replicaSet)
    {
        var family = replicaSet.ControllerReference is { } manager ? replicaSets.ByIndex(ObjectIndexes.Controller, manager.Uid) : [replicaSet];
        return family
            .SelectMany(member => pods.ByIndex(ObjectIndexes.Controller, member.Metadata.Uid))
            .Where(pod => pod.IsActive && pod.IsScheduled)
            .CountBy(pod => pod.Spec.NodeName)
            .ToDictionary();
    }

    private async Task UpdateStatusAsync(
        V1ReplicaSet replicaSet, ImmutableArray<V1Pod> owned, (string Reason, Exception Failure)? failure, CancellationToken cancellationToken)
    {
        (string, string)? why = failure is { } failed ? (failed.Reason, failed.Failure.Message) : null;
        var status = ReplicaSetStatusPlanner.Plan(replicaSet, owned, why, time.GetUtcNow());
        if (ModelJson.AreEqual(status, Normal(replicaSet.Status)))
        {
            return;
        }

        try
        {
            await api.UpdateStatusAsync(replicaSet with { Status = status }, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            // Deleted meanwhile: nobody is left to read it.
        }
    }

    // Zero and absent are the same for the server.
    private static V1ReplicaSetStatus? Normal(V1ReplicaSetStatus? status) => status is null ? null : status with
    {
        FullyLabeledReplicas = status.FullyLabeledReplicas is 0 ? null : status.FullyLabeledReplicas,
        ReadyReplicas = status.ReadyReplicas is 0 ? null : status.ReadyReplicas,
        AvailableReplicas = status.AvailableReplicas is 0 ? null : status.AvailableReplicas,
        Conditions = status.Conditions is { Count: 0 } ? null : status.Conditions,
    };
}
