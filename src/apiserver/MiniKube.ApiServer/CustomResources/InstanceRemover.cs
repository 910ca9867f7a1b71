using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Kinds;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.CustomResources;

/// <summary>Removes the objects of a definition that is being deleted, waits until their finalizers let them go, then lets the definition go.</summary>
internal sealed class InstanceRemover(EndpointServices services, ServedResource definitions)
{
    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);

    public async Task RunAsync(string definition, ServedResource instances, CancellationToken cancellationToken)
    {
        await SetTerminatingAsync(definition, isTrue: true, "InstanceDeletionInProgress", "CustomResource deletion is in progress", cancellationToken);
        var range = instances.Keys.Range("");
        while (true)
        {
            var at = await services.Storage.CurrentRevisionAsync(range, cancellationToken);
            if (await DeleteAllAsync(instances, range, at, cancellationToken) == 0)
            {
                break;
            }

            await WaitForChangeAsync(range, at, cancellationToken);
        }

        await SetTerminatingAsync(definition, isTrue: false, "InstanceDeletionCompleted", "removed all instances", cancellationToken);
        await ChangeAsync(definition, "", tree => tree.Metadata.EnsureList("finalizers").RemoveAll(
            finalizer => finalizer?.GetValue<string>() == CustomResourceDefinitionStrategy.CleanupFinalizer), cancellationToken);
    }

    /// <returns>How many there were.</returns>
    private async Task<int> DeleteAllAsync(ServedResource instances, KeyRange range, Revision at, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var page in ObjectPages.ReadAsync(services.Storage, range, at, cancellationToken))
        {
            foreach (var item in page)
            {
                count++;
                var name = instances.Keys.NameOf(item.Key);
                var request = RequestFor(instances) with { Namespace = name.Namespace, Name = name.Name };
                try
                {
                    await services.Deleter.DeleteAsync(request, new DeleteOptions(), cancellationToken);
                }
                catch (ApiException error) when (error.IsNotFound)
                {
                    // Somebody else was faster.
                }
            }
        }

        return count;
    }

    private async Task WaitForChangeAsync(KeyRange range, Revision after, CancellationToken cancellationToken)
    {
        await foreach (var batch in services.Storage.Store.WatchAsync(new WatchRequest(range, after.Next), cancellationToken))
        {
            if (batch.Events.Any(change => change.Current is null))
            {
                return;
            }
        }
    }

    private Task SetTerminatingAsync(string definition, bool isTrue, string reason, string message, CancellationToken cancellationToken) => ChangeAsync(
        definition,
        "status",
        tree => DefinitionConditions.Set(
            tree.Ensure("status"), "Terminating", isTrue, reason, message, ObjectTree.Timestamp(services.Surroundings.Time.GetUtcNow())),
        cancellationToken);

    private async Task ChangeAsync(string definition, string subresource, Action<JsonObject> change, CancellationToken cancellationToken)
    {
        await services.Updater.UpdateAsync(
            RequestFor(definitions) with { Name = definition, Subresource = subresource },
            existing =>
            {
                var changed = existing?.DeepClone().AsObject() ?? throw StatusErrors.NotFound(definitions.GroupResource, definition);
                change(changed);
                return changed;
            },
            Preconditions.None,
            cancellationToken);
    }

    private RegistryRequest RequestFor(ServedResource resource) => new()
    {
        Resource = resource,
        Caller = Server,
        Now = services.Surroundings.Time.GetUtcNow(),
    };
}
