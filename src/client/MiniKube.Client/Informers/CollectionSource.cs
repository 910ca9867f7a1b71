using k8s;
using k8s.Models;
using MiniKube.Client.Api;
using MiniKube.Client.Serialization;

namespace MiniKube.Client.Informers;

/// <summary>Where an informer gets its collection from.</summary>
internal sealed record CollectionSource<T>(
    string Description,
    Func<ListOptions, CancellationToken, Task<ApiList<T>>> ListAsync,
    Func<WatchOptions, CancellationToken, IAsyncEnumerable<WatchEvent<T>>> WatchAsync)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public static CollectionSource<T> Typed(IApiClient api, InformerScope scope) => new(
        ModelType<T>.Resource.GroupResource.ToString(),
        (options, token) => api.ListAsync<T>(scope.Namespace, Narrow(options, scope), token),
        (options, token) => api.WatchAsync<T>(scope.Namespace, Narrow(options, scope), token));

    private static ListOptions Narrow(ListOptions options, InformerScope scope) =>
        options with { LabelSelector = scope.LabelSelector, FieldSelector = scope.FieldSelector };

    private static WatchOptions Narrow(WatchOptions options, InformerScope scope) =>
        options with { LabelSelector = scope.LabelSelector, FieldSelector = scope.FieldSelector };
}
