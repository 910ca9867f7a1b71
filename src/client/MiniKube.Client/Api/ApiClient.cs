using k8s;
using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Serialization;

namespace MiniKube.Client.Api;

/// <summary>The API over one transport.</summary>
internal sealed class ApiClient(ApiTransport transport) : IApiClient, IDisposable
{
    public Task<T> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().GetAsync(name, cancellationToken);

    public Task<ApiList<T>> ListAsync<T>(string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().ListAsync(@namespace, options, cancellationToken);

    public Task<T> CreateAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().CreateAsync(body, cancellationToken);

    public Task<T> UpdateAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().UpdateAsync(body, "", cancellationToken);

    public Task<T> UpdateStatusAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().UpdateAsync(body, "status", cancellationToken);

    public Task<T> UpdateSubresourceAsync<T>(T body, string subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().UpdateAsync(body, subresource, cancellationToken);

    public Task<T> PatchAsync<T>(NamespacedName name, PatchBody patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().PatchAsync(name, "", patch, cancellationToken);

    public Task<T> PatchSubresourceAsync<T>(NamespacedName name, string subresource, PatchBody patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().PatchAsync(name, subresource, patch, cancellationToken);

    public Task<T?> DeleteAsync<T>(NamespacedName name, V1DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().DeleteAsync(name, options, cancellationToken);

    public Task CreateSubresourceAsync<TParent, TBody>(
        NamespacedName parent, string subresource, TBody body, CancellationToken cancellationToken)
        where TParent : class, IKubernetesObject<V1ObjectMeta>
        where TBody : class, IKubernetesObject<V1ObjectMeta> =>
        transport.PostAsync(
            ResourcePath.Of(ModelType<TParent>.Resource, parent.Namespace, parent.Name, subresource), new TypedCodec<TBody>(), body, cancellationToken);

    public async Task<Authenticationv1TokenRequest> RequestTokenAsync(
        NamespacedName serviceAccount, Authenticationv1TokenRequest request, CancellationToken cancellationToken)
    {
        var path = ResourcePath.Of(ModelType<V1ServiceAccount>.Resource, serviceAccount.Namespace, serviceAccount.Name, "token");
        var content = new HttpBody("application/json", ModelJson.Serialize(request with { ApiVersion = "authentication.k8s.io/v1", Kind = "TokenRequest" }));
        using var response = await transport.SendAsync(HttpMethod.Post, path, "application/json", content, cancellationToken);
        return ModelJson.Deserialize<Authenticationv1TokenRequest>(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(string? @namespace, WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Typed<T>().WatchAsync(@namespace, options, cancellationToken);

    public Task<PartialObjectMetadata> GetMetadataAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken) =>
        Metadata(resource).GetAsync(name, cancellationToken);

    public Task<ApiList<PartialObjectMetadata>> ListMetadataAsync(
        GroupVersionResource resource, string? @namespace, ListOptions options, CancellationToken cancellationToken) =>
        Metadata(resource).ListAsync(@namespace, options, cancellationToken);

    public IAsyncEnumerable<WatchEvent<PartialObjectMetadata>> WatchMetadataAsync(
        GroupVersionResource resource, string? @namespace, WatchOptions options, CancellationToken cancellationToken) =>
        Metadata(resource).WatchAsync(@namespace, options, cancellationToken);

    public Task<PartialObjectMetadata> PatchMetadataAsync(
        GroupVersionResource resource, NamespacedName name, PatchBody patch, CancellationToken cancellationToken) =>
        Metadata(resource).PatchAsync(name, "", patch, cancellationToken);

    public Task<PartialObjectMetadata?> DeleteMetadataAsync(
        GroupVersionResource resource, NamespacedName name, V1DeleteOptions? options, CancellationToken cancellationToken) =>
        Metadata(resource).DeleteAsync(name, options, cancellationToken);

    public Task DeleteCollectionAsync(
        GroupVersionResource resource, string? @namespace, ListOptions selection, V1DeleteOptions? options, CancellationToken cancellationToken) =>
        Metadata(resource).DeleteCollectionAsync(@namespace, selection, options, cancellationToken);

    public Task<DiscoveryResult> DiscoverAsync(CancellationToken cancellationToken) =>
        new DiscoveryReader(transport).ReadAsync(cancellationToken);

    public async Task<byte[]> GetRawAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await transport.SendAsync(HttpMethod.Get, path, "*/*", null, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public void Dispose() => transport.Dispose();

    private ResourceCalls<T> Typed<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => new(transport, new TypedCodec<T>());

    private ResourceCalls<PartialObjectMetadata> Metadata(GroupVersionResource resource) => new(transport, new MetadataCodec(resource));
}
