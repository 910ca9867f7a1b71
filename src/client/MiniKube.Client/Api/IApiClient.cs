using k8s;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;

namespace MiniKube.Client.Api;

/// <summary>
/// The Kubernetes API as calls. Every refusal of the server is thrown as <see cref="ApiException"/>; what breaks below the API
/// is <see cref="HttpRequestException"/> or <see cref="IOException"/>. An empty namespace means a cluster-scoped object.
/// </summary>
public interface IApiClient
{
    Task<T> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Lists one namespace, or all of them when <paramref name="namespace"/> is null or empty.</summary>
    Task<ApiList<T>> ListAsync<T>(string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates in the namespace that the object's metadata names.</summary>
    Task<T> CreateAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces; the resourceVersion in the body, where there is one, must still be current.</summary>
    Task<T> UpdateAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    Task<T> UpdateStatusAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces through a subresource that takes the object itself: <c>status</c>, <c>finalize</c>, <c>approval</c>.</summary>
    Task<T> UpdateSubresourceAsync<T>(T body, string subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    Task<T> PatchAsync<T>(NamespacedName name, PatchBody patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    Task<T> PatchSubresourceAsync<T>(NamespacedName name, string subresource, PatchBody patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes; the object as it is now, when the server still keeps or describes it, otherwise null.</summary>
    Task<T?> DeleteAsync<T>(NamespacedName name, V1DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Posts to a subresource of a <typeparamref name="TParent"/>: <c>binding</c>, <c>eviction</c>.</summary>
    Task CreateSubresourceAsync<TParent, TBody>(NamespacedName parent, string subresource, TBody body, CancellationToken cancellationToken)
        where TParent : class, IKubernetesObject<V1ObjectMeta>
        where TBody : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>A new token for a service account.</summary>
    Task<Authenticationv1TokenRequest> RequestTokenAsync(
        NamespacedName serviceAccount, Authenticationv1TokenRequest request, CancellationToken cancellationToken);

    /// <summary>Changes as they come, until the server ends the stream. An ERROR of the stream is thrown.</summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(string? @namespace, WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    Task<PartialObjectMetadata> GetMetadataAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken);

    Task<ApiList<PartialObjectMetadata>> ListMetadataAsync(
        GroupVersionResource resource, string? @namespace, ListOptions options, CancellationToken cancellationToken);

    IAsyncEnumerable<WatchEvent<PartialObjectMetadata>> WatchMetadataAsync(
        GroupVersionResource resource, string? @namespace, WatchOptions options, CancellationToken cancellationToken);

    Task<PartialObjectMetadata> PatchMetadataAsync(
        GroupVersionResource resource, NamespacedName name, PatchBody patch, CancellationToken cancellationToken);

    /// <summary>As <see cref="DeleteAsync{T}"/>, for an object of any kind.</summary>
    Task<PartialObjectMetadata?> DeleteMetadataAsync(
        GroupVersionResource resource, NamespacedName name, V1DeleteOptions? options, CancellationToken cancellationToken);

    Task DeleteCollectionAsync(
        GroupVersionResource resource, string? @namespace, ListOptions selection, V1DeleteOptions? options, CancellationToken cancellationToken);

    /// <summary>Asks for everything that is served, one version per group.</summary>
    Task<DiscoveryResult> DiscoverAsync(CancellationToken cancellationToken);

    /// <summary>The body of any path, such as <c>/readyz</c>.</summary>
    Task<byte[]> GetRawAsync(string path, CancellationToken cancellationToken);
}
