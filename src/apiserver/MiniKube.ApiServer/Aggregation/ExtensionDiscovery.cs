using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Asks an aggregated server what it serves; an answer is also the sign that it is there.</summary>
internal static class ExtensionDiscovery
{
    private const int AnswerBytesMax = 4 * 1024 * 1024;

    /// <exception cref="HttpRequestException">It cannot be reached, is not trusted, or does not serve the group and version.</exception>
    public static async ValueTask<ImmutableArray<ResourceDefinition>> AskAsync(ExtensionServer server, CancellationToken cancellationToken)
    {
        var url = new Uri(server.Address.Url, $"/apis/{server.Version}");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("X-Remote-User", "system:kube-aggregator");
        request.Headers.Add("X-Remote-Group", "system:masters");
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await server.Client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"bad status from {url}: {(int)response.StatusCode}");
        }

        await response.Content.LoadIntoBufferAsync(AnswerBytesMax, cancellationToken);
        return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), server.Version);
    }

    private static ImmutableArray<ResourceDefinition> Read(byte[] body, GroupVersion version)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            var listed = (JsonNode.Parse(body, documentOptions: options) as JsonObject).Objects("resources").ToList();
            return [.. listed.Where(each => !each.Text("name").Contains('/') && each.Text("name").Length > 0).Select(each => Definition(each, listed, version))];
        }
        catch (JsonException error)
        {
            throw new HttpRequestException($"the discovery document is not JSON: {error.Message}", error);
        }
    }

    private static ResourceDefinition Definition(JsonObject resource, List<JsonObject> listed, GroupVersion version)
    {
        var (name, kind) = (resource.Text("name"), version.WithKind(resource.Text("kind")));
        return new ResourceDefinition
        {
            Resource = version.WithResource(name),
            Kind = kind,
            ListKind = $"{kind.Kind}List",
            Singular = resource.Text("singularName"),
            ShortNames = [.. resource.Texts("shortNames")],
            Categories = [.. resource.Texts("categories")],
            IsNamespaced = resource.Flag("namespaced") == true,
            Verbs = [.. resource.Texts("verbs")],
            Subresources = [.. listed
                .Where(each => each.Text("name").StartsWith($"{name}/", StringComparison.Ordinal))
                .Select(each => new SubresourceDefinition(each.Text("name")[(name.Length + 1)..], KindOf(each, version), [.. each.Texts("verbs")]))],
            StorageKind = kind,
            Schema = TypeSchema.Raw,
        };
    }

    private static GroupVersionKind KindOf(JsonObject resource, GroupVersion version) =>
        resource.Text("version") is { Length: > 0 } own ? new(resource.Text("group"), own, resource.Text("kind")) : version.WithKind(resource.Text("kind"));
}
