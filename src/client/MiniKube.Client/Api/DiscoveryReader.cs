using System.Collections.Immutable;
using System.Text.Json;
using k8s;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;

namespace MiniKube.Client.Api;

/// <summary>Walks the group and version documents, which every server has.</summary>
internal sealed class DiscoveryReader(ApiTransport transport)
{
    private const int BodyBytesMax = 64 * 1024 * 1024;

    public async Task<DiscoveryResult> ReadAsync(CancellationToken cancellationToken)
    {
        var versions = new List<GroupVersion> { new("", "v1") };
        var groups = await GetAsync("/apis", SourceGenerationContext.Default.V1APIGroupList, cancellationToken);
        versions.AddRange(groups.Groups.Select(PreferredVersion));

        var resources = ImmutableArray.CreateBuilder<DiscoveredResource>();
        var failed = ImmutableArray.CreateBuilder<GroupVersion>();
        foreach (var version in versions)
        {
            try
            {
                var list = await GetAsync(ResourcePath.Root(version), SourceGenerationContext.Default.V1APIResourceList, cancellationToken);
                resources.AddRange(list.Resources.Where(IsCollection).Select(resource => From(version, resource)));
            }
            catch (ApiException)
            {
                // An aggregated group whose server is away must not hide all the others.
                failed.Add(version);
            }
        }

        return new DiscoveryResult(resources.ToImmutable(), failed.ToImmutable());
    }

    private static GroupVersion PreferredVersion(V1APIGroup group) =>
        GroupVersion.Parse(group.PreferredVersion?.GroupVersion ?? group.Versions[0].GroupVersion);

    private static bool IsCollection(V1APIResource resource) => !resource.Name.Contains('/');

    private static DiscoveredResource From(GroupVersion version, V1APIResource resource) => new(
        version.WithResource(resource.Name),
        version.WithKind(resource.Kind),
        resource.Namespaced,
        [.. resource.Verbs]);

    private async Task<TDocument> GetAsync<TDocument>(
        string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TDocument> type, CancellationToken cancellationToken)
        where TDocument : class
    {
        using var response = await transport.SendAsync(HttpMethod.Get, path, "application/json", null, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = await PooledBody.ReadAsync(stream, BodyBytesMax, cancellationToken);
        return JsonSerializer.Deserialize(body.Written, type) ?? throw new JsonException($"{path} answered null");
    }
}
