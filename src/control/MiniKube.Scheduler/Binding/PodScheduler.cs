using System.Collections.Concurrent;
using k8s.Models;
using MiniKube.Api.Determinism;
using MiniKube.Api.Names;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Scheduler.Planning;
using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Binding;

/// <summary>
/// Finds a node for one pod. Deciding and assuming happen one pod at a time, so that two pods cannot both take the last place; binding happens
/// side by side.
/// </summary>
internal sealed class PodScheduler(
    IInformer<V1Pod> pods,
    ClusterState state,
    SchedulingPlanner planner,
    PodBinder binder,
    IRandomSource random,
    string schedulerName) : IReconciler<NamespacedName>
{
    // Something that should have moved a pod along may have been missed; upstream looks again after five minutes, too.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private readonly Lock _deciding = new();
    private readonly ConcurrentDictionary<NamespacedName, bool> _waiting = new();

    /// <summary>Pods that fitted nowhere when last looked at.</summary>
    public IEnumerable<NamespacedName> Waiting => _waiting.Keys;

    /// <summary>Whether a pod is to be scheduled, and by this scheduler.</summary>
    public bool IsMine(V1Pod pod) =>
        string.IsNullOrEmpty(pod.Spec.NodeName)
        && pod.Metadata.DeletionTimestamp is null
        && pod.Spec.SchedulingGates is not { Count: > 0 }
        && (pod.Spec.SchedulerName ?? "default-scheduler") == schedulerName
        && pod.Status?.Phase is not ("Succeeded" or "Failed");

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        // Waiting is said before the look at the nodes: a change that comes in between wakes the pod again.
        _waiting[key] = true;
        if (pods.Get(key) is not { } pod || !IsMine(pod))
        {
            _waiting.TryRemove(key, out _);
            return ReconcileResult.Done;
        }

        var info = PodInfo.From(pod);
        switch (Decide(info))
        {
            case SchedulingPlan.Bind bind:
                _waiting.TryRemove(key, out _);
                await BindAsync(info, bind.NodeName, cancellationToken);
                return ReconcileResult.Done;
            case SchedulingPlan.Unschedulable why:
                await binder.ExplainAsync(info, why, cancellationToken);
                return ReconcileResult.After(LookAgain);
            default:
                _waiting.TryRemove(key, out _);

                // It is assumed on a node already; the watch has not caught up.
                return ReconcileResult.Done;
        }
    }

    private SchedulingPlan? Decide(PodInfo pod)
    {
        lock (_deciding)
        {
            if (state.IsPlaced(pod.Uid))
            {
                return null;
            }

            var plan = planner.Plan(pod, state.Snapshot(), random.Next(int.MaxValue));
            if (plan is SchedulingPlan.Bind bind)
            {
                state.SetPod(pod, bind.NodeName);
            }

            return plan;
        }
    }

    private async Task BindAsync(PodInfo pod, string nodeName, CancellationToken cancellationToken)
    {
        try
        {
            await binder.BindAsync(pod, nodeName, cancellationToken);
        }
        catch
        {
            // Whatever went wrong, the place is free again; if the binding did happen, the watch will say so.
            state.RemovePod(pod.Uid);
            throw;
        }
    }
}
