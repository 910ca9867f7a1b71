using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using k8s.Models;

namespace MiniKube.Controllers.PodGarbage;

/// <summary>Nobody but the kubelet of its node can end a pod; where that is gone for good, the pod is failed and removed.</summary>
internal sealed class PodGarbageReconciler(IApiClient api, IInformer<V1Node> nodes, IInformer<V1Pod> pods, TimeProvider time)
    : IReconciler<string>
{
    public const string NodeIndex = "node";

    // A node that is registered anew takes up its pods again; it gets this long.
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);

    // Bounded by the nodes that went while pods were on them.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _missingSince = new();

    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        var stranded = pods.ByIndex(NodeIndex, key);
        if (stranded.Count == 0 || nodes.Get(new NamespacedName("", key)) is not null)
        {
            _missingSince.TryRemove(key, out _);
            return ReconcileResult.Done;
        }

        var left = _missingSince.GetOrAdd(key, time.GetUtcNow()) + Quarantine - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            return ReconcileResult.After(left);
        }

        if (await IsThereAsync(key, cancellationToken))
        {
            return ReconcileResult.Done;
        }

        foreach (var pod in stranded)
        {
            try
            {
                await RemoveAsync(pod, cancellationToken);
            }
            catch (ApiException gone) when (gone.IsNotFound || gone.IsConflict)
            {
                // Another pod has the name by now, or nobody.
            }
        }

        return ReconcileResult.Done;
    }

    /// <summary>The cache may not have seen a new node yet, and a pod is not given back.</summary>
    private async Task<bool> IsThereAsync(string node, CancellationToken cancellationToken)
    {
        try
        {
            await api.GetAsync<V1Node>(new NamespacedName("", node), cancellationToken);
            return true;
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return false;
        }
    }

    private async Task RemoveAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (!pod.IsFinished)
        {
            var disruption = new JsonObject
            {
                ["type"] = "DisruptionTarget",
                ["status"] = "True",
                ["reason"] = "DeletionByPodGC",
                ["message"] = "PodGC: node no longer exists",
            };
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid },
                ["status"] = new JsonObject { ["phase"] = "Failed", ["conditions"] = new JsonArray(disruption) },
            };
            await api.PatchSubresourceAsync<V1Pod>(pod.Key, "status", PatchBody.Strategic(patch), cancellationToken);
        }

        var options = new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } };
        await api.DeleteAsync<V1Pod>(pod.Key, options, cancellationToken);
    }
}
