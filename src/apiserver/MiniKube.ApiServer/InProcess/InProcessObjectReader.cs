using System.Net;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.InProcess;

/// <summary>Reads objects by the server's own door, as the server itself.</summary>
internal sealed class InProcessObjectReader(Lazy<HttpMessageInvoker> server) : IObjectReader
{
    private static readonly Uri Origin = new("https://in-process");

    /// <exception cref="HttpRequestException">The server could not answer.</exception>
    public async ValueTask<JsonObject?> FindAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken)
    {
        var prefix = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.GroupVersion}";
        var scope = name.Namespace.Length == 0 ? "" : $"/namespaces/{Uri.EscapeDataString(name.Namespace)}";
        var address = new Uri(Origin, $"{prefix}{scope}/{resource.Resource}/{Uri.EscapeDataString(name.Name)}");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
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
