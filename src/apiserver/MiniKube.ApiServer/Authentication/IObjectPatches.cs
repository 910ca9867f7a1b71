using System.Text.Json.Nodes;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Changes objects as the server itself.</summary>
internal interface IObjectPatches
{
    /// <summary>Applies a JSON merge patch.</summary>
    /// <returns>What was wrong; empty when it was done.</returns>
    ValueTask<string> MergeAsync(GroupVersionResource resource, NamespacedName name, JsonObject patch, CancellationToken cancellationToken);
}
