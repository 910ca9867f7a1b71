using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using k8s.Models;

namespace MiniKube.Controllers.Nodes.Evictions;

/// <summary>Deletes the pods that do not tolerate a taint of their node, or no longer.</summary>
internal sealed class TaintEvictionReconciler(
    IApiClient api, IEventRecorder events, IInformer<V1Node> nodes, IInformer<V1Pod> pods, TimeProvider time) : IReconciler<NamespacedName>
{
    // Bounded by the pods that wait for their time on a node that does not say since when it is tainted.
    private readonly ConcurrentDictionary<NamespacedName, DateTimeOffset> _seen = new();

    // Until the cache shows that they go; bounded by the pods that are told to.
    private readonly ConcurrentDictionary<NamespacedName, string> _evicted = new();

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (pods.Get(key) is not { IsTerminating: false, IsScheduled: true } pod
            || nodes.Get(new NamespacedName("", pod.Spec.NodeName)) is not { } node
            || !EvictionPlanner.EvictingTaints(node).Any())
        {
            _seen.TryRemove(key, out _);
            _evicted.TryRemove(key, out _);
            return ReconcileResult.Done;
        }

        if (_evicted.TryGetValue(key, out var uid) && uid == pod.Metadata.Uid)
        {
            return ReconcileResult.Done;
        }

        var now = time.GetUtcNow();
        var due = EvictionPlanner.DueAt(pod, node, _seen.GetOrAdd(key, now));
        if (due > now)
        {
            return ReconcileResult.After(due.Value - now);
        }

        _seen.TryRemove(key, out _);
        if (due is not null)
        {
            await EvictAsync(pod, cancellationToken);
        }

        return ReconcileResult.Done;
    }

    private async Task EvictAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            var disruption = new JsonObject
            {
                ["type"] = "DisruptionTarget",
                ["status"] = "True",
                ["reason"] = "DeletionByTaintManager",
                ["message"] = "Taint manager: deleting due to NoExecute taint",
            };
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid },
                ["status"] = new JsonObject { ["conditions"] = new JsonArray(disruption) },
            };
            await api.PatchSubresourceAsync<V1Pod>(pod.Key, "status", PatchBody.Strategic(patch), cancellationToken);
            var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } };
            await api.DeleteAsync<V1Pod>(pod.Key, options, cancellationToken);
            _evicted[pod.Key] = pod.Metadata.Uid;
            events.Normal(pod, "TaintManagerEviction", $"Marking for deletion Pod {pod.Key}");
        }
        catch (ApiException gone) when (gone.IsNotFound || gone.IsConflict)
        {
            // Another pod has the name by now, or nobody.
        }
    }
}
