using System.Text.Json.Nodes;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer;

/// <summary>Reads single objects for the server's own needs (token checks, kubelet addresses), without admission or authorization.</summary>
internal interface IObjectReader
{
    /// <summary>The object as last stored, or null.</summary>
    ValueTask<JsonObject?> FindAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken);
}
