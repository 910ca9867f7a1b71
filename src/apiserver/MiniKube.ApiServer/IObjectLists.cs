using System.Text.Json.Nodes;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer;

/// <summary>Reads several objects for the server's own needs, without authorization.</summary>
internal interface IObjectLists
{
    /// <summary>The objects of a namespace that bear the labels, as last stored.</summary>
    ValueTask<IReadOnlyList<JsonObject>> ListAsync(
        GroupVersionResource resource, string @namespace, string labelSelector, CancellationToken cancellationToken);
}
