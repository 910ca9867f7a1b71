using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.Schema.Trees;

namespace MiniKube.ApiServer.InProcess;

/// <summary>Reads objects, and changes them, by the server's own door, as the server itself.</summary>
internal sealed class InProcessObjectReader(Lazy<HttpMessageInvoker> server) : IObjectReader, IObjectLists, IObjectPatches
{
    private static readonly Uri Origin = new("https://in-process");

    /// <exception cref="HttpRequestException">The server could not answer.</exception>
    public ValueTask<JsonObject?> FindAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken) =>
        GetAsync($"{Collection(resource, name.Namespace)}/{Uri.EscapeDataString(name.Name)}", cancellationToken);

    /// <exception cref="HttpRequestException">The server could not answer.</exception>
    public async ValueTask<IReadOnlyList<JsonObject>> ListAsync(
        GroupVersionResource resource, string @namespace, string labelSelector, CancellationToken cancellationToken)
    {
        var list = await GetAsync($"{Collection(resource, @namespace)}?labelSelector={Uri.EscapeDataString(labelSelector)}", cancellationToken);
        return [.. list.Objects("items")];
    }

    public async ValueTask<string> MergeAsync(GroupVersionResource resource, NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
    {
        var path = $"{Collection(resource, name.Namespace)}/{Uri.EscapeDataString(name.Name)}";
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(Origin, path))
        {
            Content = new StringContent(patch.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json")),
        };
        using var response = await server.Value.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private static string Collection(GroupVersionResource resource, string @namespace)
    {
        var prefix = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.GroupVersion}";
        var scope = @namespace.Length == 0 ? "" : $"/namespaces/{Uri.EscapeDataString(@namespace)}";
        return $"{prefix}{scope}/{resource.Resource}";
    }

    private async ValueTask<JsonObject?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Origin, path));
        using var response = await server.Value.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonNode.ParseAsync(body, cancellationToken: cancellationToken) as JsonObject;
    }
}
