using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Reads and writes APIServices as the server itself.</summary>
internal sealed class ApiServiceObjects(EndpointServices services)
{
    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);

    private readonly ServedResource _resource = services.Resources.Get(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"));

    public KeyRange Range => _resource.Keys.Range("");

    public string NameOf(Key key) => _resource.Keys.Relative(key);

    public async ValueTask<JsonObject?> FindAsync(string name, CancellationToken cancellationToken) =>
        await services.Storage.FindAsync(_resource.Keys.For(new NamespacedName("", name)), cancellationToken) is { } stored ? _resource.Decode(stored) : null;

    public async ValueTask<Dictionary<string, JsonObject>> AllAsync(CancellationToken cancellationToken)
    {
        var at = await services.Storage.CurrentRevisionAsync(Range, cancellationToken);
        var found = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        await foreach (var page in ObjectPages.ReadAsync(services.Storage, Range, at, cancellationToken))
        {
            foreach (var item in page)
            {
                found[NameOf(item.Key)] = _resource.Decode(new StoredObject(item));
            }
        }

        return found;
    }

    /// <summary>Makes objects of this server's own versions, available as these always are, all in one transaction.</summary>
    /// <returns>False when another server has made one of them meanwhile.</returns>
    public async ValueTask<bool> TryCreateAsync(IEnumerable<JsonObject> locals, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        foreach (var local in locals)
        {
            var request = RequestFor("");
            ObjectMetadata.FillForCreate(request, local, services.Surroundings.Uids);
            Availability.Local.SetOn(local, ObjectTree.Timestamp(request.Now));
            batch.Claim(_resource.Keys.For(new NamespacedName("", local.Name)), await _resource.EncodeAsync(local, cancellationToken));
        }

        var transaction = new Transaction { Comparisons = [.. batch.Comparisons], Success = [.. batch.Operations] };
        return batch.IsEmpty || (await services.Storage.Store.CommitAsync(transaction, cancellationToken)).Succeeded;
    }

    /// <summary>Gives an object the spec of another; nothing happens when it is gone.</summary>
    public ValueTask CorrectAsync(JsonObject desired, CancellationToken cancellationToken) =>
        ChangeAsync(RequestFor(desired.Name), existing => existing.CopyFrom(desired, "spec"), cancellationToken);

    public ValueTask WriteAsync(string name, Availability availability, CancellationToken cancellationToken)
    {
        var request = RequestFor(name) with { Subresource = "status" };
        return ChangeAsync(request, existing => availability.SetOn(existing, ObjectTree.Timestamp(request.Now)), cancellationToken);
    }

    /// <summary>Removes an object if it is still the one that was looked at.</summary>
    public async ValueTask RemoveAsync(string name, string uid, CancellationToken cancellationToken)
    {
        try
        {
            await services.Deleter.DeleteAsync(RequestFor(name), new DeleteOptions { Preconditions = new Preconditions(uid, "") }, cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound || error.Status.Reason == StatusReason.Conflict)
        {
            // Gone meanwhile, or another one by now; the event that says so follows.
        }
    }

    private async ValueTask ChangeAsync(RegistryRequest request, Action<JsonObject> change, CancellationToken cancellationToken)
    {
        try
        {
            await services.Updater.UpdateAsync(
                request,
                existing =>
                {
                    var changed = existing?.DeepClone().AsObject() ?? throw StatusErrors.NotFound(request.GroupResource, request.Name);
                    change(changed);
                    return changed;
                },
                Preconditions.None,
                cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone meanwhile; the event that says so follows.
        }
    }

    private RegistryRequest RequestFor(string name) => new()
    {
        Resource = _resource,
        Name = name,
        Caller = Server,
        Now = services.Surroundings.Time.GetUtcNow(),
    };
}
