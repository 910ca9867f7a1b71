using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Client.Serialization;
using MiniKube.Controllers.Nodes.Health;
using k8s.Models;

namespace MiniKube.Controllers.Nodes;

/// <summary>
/// Notices nodes that have gone silent, tells so in their status and that of their pods, and keeps the taints in line with the conditions.
/// Comes back to every node once a period, since nothing tells of what does not happen.
/// </summary>
internal sealed class NodeLifecycleReconciler(
    IApiClient api,
    IEventRecorder events,
    IInformer<V1Node> nodes,
    IInformer<V1Lease> leases,
    IInformer<V1Pod> pods,
    NodeMonitorOptions options,
    TimeProvider time) : IReconciler<string>
{
    public const string LeaseNamespace = "kube-node-lease";

    private static readonly TimeSpan HealthLasts = TimeSpan.FromSeconds(1);

    private readonly NodeHeartbeats _heartbeats = new(options.Period, options.LooksMax);
    private readonly EvictionPace _pace = new();
    private Tuple<DateTimeOffset, ZoneHealth>? _health;

    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (nodes.Get(new NamespacedName("", key)) is not { } node)
        {
            _heartbeats.Forget(key);
            return ReconcileResult.Done;
        }

        try
        {
            if (_heartbeats.IsSilent(node, leases.Get(new NamespacedName(LeaseNamespace, key)), time.GetUtcNow()))
            {
                node = await SilenceAsync(node, cancellationToken);
                await MarkPodsAsync(node, cancellationToken);
            }

            await TaintAsync(node, cancellationToken);
        }
        catch (ApiException changed) when (changed.IsConflict || changed.IsNotFound)
        {
            // The cache was behind; what is so will come, and brings the key back. The next look comes in any case.
        }

        return ReconcileResult.After(options.Period);
    }

    private async Task<V1Node> SilenceAsync(V1Node node, CancellationToken cancellationToken)
    {
        var unknown = SilencePlanner.Plan(node, time.GetUtcNow());
        if (unknown.Count == 0)
        {
            return node;
        }

        if (node.IsReady)
        {
            events.Normal(node, "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady");
        }

        var patch = Guarded(node);
        patch["status"] = new JsonObject { ["conditions"] = new JsonArray([.. unknown.Select(Json)]) };
        return await api.PatchSubresourceAsync<V1Node>(node.Key, "status", PatchBody.Strategic(patch), cancellationToken);
    }

    /// <summary>Nobody knows how they are; Services and controllers had better not count on them.</summary>
    private async Task MarkPodsAsync(V1Node node, CancellationToken cancellationToken)
    {
        foreach (var pod in pods.ByIndex(NodeLifecycleController.NodeIndex, node.Metadata.Name).Where(pod => pod.IsReady))
        {
            var ready = new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "False",
                ["lastTransitionTime"] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            };
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid },
                ["status"] = new JsonObject { ["conditions"] = new JsonArray(ready) },
            };
            try
            {
                await api.PatchSubresourceAsync<V1Pod>(pod.Key, "status", PatchBody.Strategic(patch), cancellationToken);
                events.Warning(pod, "NodeNotReady", "Node is not ready");
            }
            catch (ApiException gone) when (gone.IsNotFound || gone.IsConflict)
            {
                // Another pod has the name by now, or nobody.
            }
        }
    }

    private async Task TaintAsync(V1Node node, CancellationToken cancellationToken)
    {
        if (NodeTaintPlanner.Plan(node, LeaveOf(node), time.GetUtcNow()) is { } taints)
        {
            var patch = Guarded(node);
            patch["spec"] = new JsonObject { ["taints"] = taints.Count == 0 ? null : new JsonArray([.. taints.Select(Json)]) };
            await api.PatchAsync<V1Node>(node.Key, PatchBody.Merge(patch), cancellationToken);
        }
    }

    /// <summary>A turn is only taken for a node whose pods have not been told yet.</summary>
    private EvictionLeave LeaveOf(V1Node node)
    {
        if (node.Condition("Ready") is null or { Status: "True" })
        {
            return EvictionLeave.Later;
        }

        var health = HealthOf(node);
        return health.IsAllLost ? EvictionLeave.Refused
            : NodeTaintPlanner.IsEvicting(node) ? EvictionLeave.Later
            : _pace.Ask(node, health, time.GetUtcNow());
    }

    /// <summary>Counted once a moment, whatever number of nodes asks. Who is late does not count as ready: nodes that go silent together are seen so.</summary>
    private ZoneHealth HealthOf(V1Node node)
    {
        var now = time.GetUtcNow();
        if (_health is { } known && now - known.Item1 < HealthLasts && nodes.Get(node.Key)?.IsReady == node.IsReady)
        {
            return known.Item2;
        }

        var health = ZoneHealth.Of(
            nodes.List().Where(other => other.Metadata.Name != node.Metadata.Name).Append(node),
            each => each.IsReady && !_heartbeats.IsLate(each.Metadata.Name));
        _health = Tuple.Create(now, health);
        return health;
    }

    private static JsonObject Guarded(V1Node node) =>
        new() { ["metadata"] = new JsonObject { ["uid"] = node.Metadata.Uid, ["resourceVersion"] = node.Metadata.ResourceVersion } };

    private static JsonNode? Json<T>(T model)
        where T : class => JsonNode.Parse(ModelJson.Serialize(model));
}
