using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Queues;
using k8s.Models;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>Deletes what has lost its owners, and lets owners go that wait for their dependents. Keyed by uid.</summary>
internal sealed partial class GarbageReconciler(
    IApiClient api, OwnershipGraph graph, OwnerLookup owners, WorkQueue<string> queue, ILogger logger) : IReconciler<string>
{
    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (graph.Find(key) is not { } item)
        {
            return ReconcileResult.Done;
        }

        var plan = GarbagePlanner.PlanDying(item, graph.DependentsOf(key), graph.IsInCircle(key));
        if (plan is null)
        {
            var states = new Dictionary<string, OwnerState>();
            foreach (var owner in item.Owners)
            {
                states[owner.Uid] = await owners.FindAsync(item, owner, cancellationToken);
            }

            plan = GarbagePlanner.Plan(item, states, graph.DependentsOf(key), graph.IsInCircle(key));
        }

        try
        {
            await ApplyAsync(item, plan, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            // The event that says so is on its way.
        }

        return ReconcileResult.Done;
    }

    private async Task ApplyAsync(OwnedObject item, GarbagePlan plan, CancellationToken cancellationToken)
    {
        switch (plan)
        {
            case GarbagePlan.DropOwners drop:
                await PatchOwnersAsync(item, item.Owners.Where(owner => !drop.OwnerUids.Contains(owner.Uid)), cancellationToken);
                break;
            case GarbagePlan.Delete delete:
                await DeleteAsync(item, delete, cancellationToken);
                break;
            case GarbagePlan.Unblock:
                await UnblockAsync(item, cancellationToken);
                break;
            case GarbagePlan.AwaitDependents wait:
                foreach (var uid in wait.DependentUids)
                {
                    queue.Add(uid);
                }

                break;
            case GarbagePlan.OrphanDependents orphan:
                await OrphanAsync(item, orphan.DependentUids, cancellationToken);
                break;
            case GarbagePlan.RemoveFinalizer remove:
                await RemoveFinalizerAsync(item, remove.Finalizer, cancellationToken);
                break;
        }
    }

    private async Task DeleteAsync(OwnedObject item, GarbagePlan.Delete delete, CancellationToken cancellationToken)
    {
        var version = item.ResourceVersion;
        if (delete.UnblockOwners)
        {
            var unblocked = await UnblockAsync(item, cancellationToken);
            version = unblocked.Metadata.ResourceVersion;
        }

        // With the revision: somebody may have given the object another owner since it was seen.
        var options = new V1DeleteOptions
        {
            PropagationPolicy = delete.Policy,
            Preconditions = new V1Preconditions { Uid = item.Uid, ResourceVersion = version },
        };
        await api.DeleteMetadataAsync(item.Resource.Resource, item.Name, options, cancellationToken);
        LogDeleted(item.Resource.Resource.GroupResource, item.Name, delete.Policy);
    }

    private async Task OrphanAsync(OwnedObject item, ImmutableArray<string> dependentUids, CancellationToken cancellationToken)
    {
        foreach (var uid in dependentUids)
        {
            if (graph.Find(uid) is { } dependent)
            {
                try
                {
                    await PatchOwnersAsync(dependent, dependent.Owners.Where(owner => owner.Uid != item.Uid), cancellationToken);
                }
                catch (ApiException gone) when (gone.IsNotFound)
                {
                    // Gone is as good as orphaned.
                }
            }
        }

        // The events of these patches bring the item back, and then no dependent is left.
    }

    private Task<PartialObjectMetadata> UnblockAsync(OwnedObject item, CancellationToken cancellationToken) =>
        PatchOwnersAsync(item, item.Owners.Select(owner => owner with { BlockOwnerDeletion = false }), cancellationToken);

    private Task<PartialObjectMetadata> PatchOwnersAsync(
        OwnedObject item, IEnumerable<V1OwnerReference> references, CancellationToken cancellationToken) =>
        PatchMetadataAsync(item, "ownerReferences", new JsonArray([.. references.Select(Reference)]), cancellationToken);

    private async Task RemoveFinalizerAsync(OwnedObject item, string finalizer, CancellationToken cancellationToken)
    {
        var left = item.Finalizers.Where(name => name != finalizer).Select(name => (JsonNode)JsonValue.Create(name));
        await PatchMetadataAsync(item, "finalizers", new JsonArray([.. left]), cancellationToken);
    }

    /// <summary>Replaces a list of the metadata, on the condition that nobody has changed the object since it was seen.</summary>
    private Task<PartialObjectMetadata> PatchMetadataAsync(OwnedObject item, string field, JsonArray value, CancellationToken cancellationToken) =>
        api.PatchMetadataAsync(
            item.Resource.Resource,
            item.Name,
            PatchBody.Merge(new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = item.Uid, ["resourceVersion"] = item.ResourceVersion, [field] = value },
            }),
            cancellationToken);

    private static JsonObject Reference(V1OwnerReference owner)
    {
        var reference = new JsonObject
        {
            ["apiVersion"] = owner.ApiVersion,
            ["kind"] = owner.Kind,
            ["name"] = owner.Name,
            ["uid"] = owner.Uid,
        };
        if (owner.Controller is { } controller)
        {
            reference["controller"] = controller;
        }

        if (owner.BlockOwnerDeletion is { } block)
        {
            reference["blockOwnerDeletion"] = block;
        }

        return reference;
    }

    [LoggerMessage(130, LogLevel.Debug, "Garbage collector deleted {Resource} {Name}, {Policy}")]
    private partial void LogDeleted(GroupResource resource, NamespacedName name, string policy);
}
