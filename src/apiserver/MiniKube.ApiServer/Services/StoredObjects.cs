using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Services;

/// <summary>Reads objects from the store, for those who are below the server's own door.</summary>
internal sealed class StoredObjects(ObjectStorage storage, ServedResources resources) : IObjectReader, IObjectLists
{
    public async ValueTask<JsonObject?> FindAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken)
    {
        var served = resources.Get(resource);
        return await storage.FindAsync(served.Keys.For(name), cancellationToken) is { } stored ? served.Decode(stored) : null;
    }

    public async ValueTask<IReadOnlyList<JsonObject>> ListAsync(
        GroupVersionResource resource, string @namespace, string labelSelector, CancellationToken cancellationToken)
    {
        var served = resources.Get(resource);
        var labels = new LabelMatcher(LabelSelector.Parse(labelSelector));
        var range = served.Keys.Range(@namespace);
        var at = await storage.CurrentRevisionAsync(range, cancellationToken);
        var found = new List<JsonObject>();
        await foreach (var page in ObjectPages.ReadAsync(storage, range, at, cancellationToken))
        {
            found.AddRange(page.Select(item => new StoredObject(item)).Where(labels.Matches).Select(served.Decode));
        }

        return found;
    }
}
