using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Serialization;

namespace MiniKube.Kubelet.Tests.Fakes;

/// <summary>An API server that keeps its objects in memory and knows just what a kubelet asks of it.</summary>
internal sealed class FakeApi(TimeProvider timeProvider) : IApiClient
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Type, NamespacedName), object> _objects = [];
    private readonly List<(Type Type, long Revision, ChangeType Kind, object Object)> _log = [];
    private readonly List<Channel<bool>> _watchers = [];
    private long _revision = 1;

    /// <summary>Calls that were answered; grows while somebody works.</summary>
    public long Calls => Interlocked.Read(ref _revision);

    /// <summary>Every write is refused while this is set.</summary>
    public bool IsDown { get; set; }

    public int StatusWrites { get; private set; }

    public T? Find<T>(string @namespace, string name)
        where T : class
    {
        lock (_gate)
        {
            return (T?)_objects.GetValueOrDefault((typeof(T), new NamespacedName(@namespace, name)));
        }
    }

    public IReadOnlyList<T> All<T>()
    {
        lock (_gate)
        {
            return [.. _objects.Where(entry => entry.Key.Item1 == typeof(T)).Select(entry => (T)entry.Value)];
        }
    }

    /// <summary>Completes when the object is as asked; null stands for no object.</summary>
    public async Task<T?> WaitForAsync<T>(string @namespace, string name, Func<T?, bool> isIt, CancellationToken cancellationToken)
        where T : class
    {
        var changes = Watch();
        while (true)
        {
            var found = Find<T>(@namespace, name);
            if (isIt(found))
            {
                return found;
            }

            await changes.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Completes with an object of a namespace that is as asked.</summary>
    public async Task<T> WaitForAnyAsync<T>(string @namespace, Func<T, bool> isIt, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var changes = Watch();
        while (true)
        {
            var found = All<T>().FirstOrDefault(item => item.Metadata.NamespaceProperty == @namespace && isIt(item));
            if (found is not null)
            {
                return found;
            }

            await changes.Reader.ReadAsync(cancellationToken);
        }
    }

    public Task<T> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Task.FromResult(Find<T>(name.Namespace, name.Name) ?? throw NotFound<T>(name));

    public Task<ApiList<T>> ListAsync<T>(string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            return Task.FromResult(new ApiList<T>([.. All<T>().Where(item => Matches(item, options.FieldSelector))], _revision.ToString(), ""));
        }
    }

    public Task<T> CreateAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            RefuseWhenDown();
            var name = NameOf(body);
            if (_objects.ContainsKey((typeof(T), name)))
            {
                throw StatusErrors.AlreadyExists(ModelType<T>.Resource.GroupResource, name.Name);
            }

            var created = ModelJson.Clone(body);
            created.Metadata.Uid ??= $"uid-{_revision}";
            created.Metadata.CreationTimestamp ??= timeProvider.GetUtcNow().UtcDateTime;
            return Task.FromResult(Put(created, ChangeType.Added));
        }
    }

    public Task<T> UpdateAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            RefuseWhenDown();
            _ = Find<T>(body.Metadata.NamespaceProperty ?? "", body.Metadata.Name) ?? throw NotFound<T>(NameOf(body));
            return Task.FromResult(Put(ModelJson.Clone(body), ChangeType.Modified));
        }
    }

    public Task<T> UpdateStatusAsync<T>(T body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => UpdateAsync(body, cancellationToken);

    public Task<T> UpdateSubresourceAsync<T>(T body, string subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => UpdateAsync(body, cancellationToken);

    public Task<T> PatchAsync<T>(NamespacedName name, PatchBody patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => PatchSubresourceAsync<T>(name, "", patch, cancellationToken);

    public Task<T> PatchSubresourceAsync<T>(NamespacedName name, string subresource, PatchBody patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            RefuseWhenDown();
            var current = Find<T>(name.Namespace, name.Name) ?? throw NotFound<T>(name);
            var tree = (JsonObject)JsonNode.Parse(ModelJson.Serialize(current))!;
            SimplePatch.Merge(tree, (JsonObject)JsonNode.Parse(patch.Bytes.Span)!);
            if (typeof(T) == typeof(V1Pod) && subresource == "status")
            {
                StatusWrites++;
            }

            return Task.FromResult(Put(ModelJson.Deserialize<T>(System.Text.Encoding.UTF8.GetBytes(tree.ToJsonString())), ChangeType.Modified));
        }
    }

    public Task<T?> DeleteAsync<T>(NamespacedName name, V1DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            RefuseWhenDown();
            var current = Find<T>(name.Namespace, name.Name) ?? throw NotFound<T>(name);
            if (options?.Preconditions?.Uid is { } uid && uid != current.Metadata.Uid)
            {
                throw StatusErrors.Conflict(ModelType<T>.Resource.GroupResource, name.Name, "another uid");
            }

            if (current is V1Pod { Spec.NodeName.Length: > 0 } pod && options?.GracePeriodSeconds is not 0)
            {
                var grace = options?.GracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? 30;
                var going = ModelJson.Clone(pod);
                going.Metadata.DeletionGracePeriodSeconds = grace;
                going.Metadata.DeletionTimestamp = timeProvider.GetUtcNow().UtcDateTime.AddSeconds(grace);
                return Task.FromResult((T?)(object)Put(going, ChangeType.Modified));
            }

            _objects.Remove((typeof(T), name));
            Tell(typeof(T), ChangeType.Deleted, current);
            return Task.FromResult<T?>(current);
        }
    }

    public Task<Authenticationv1TokenRequest> RequestTokenAsync(
        NamespacedName serviceAccount, Authenticationv1TokenRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(request with { Status = new V1TokenRequestStatus { Token = "token", ExpirationTimestamp = timeProvider.GetUtcNow().UtcDateTime.AddHours(1) } });

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        string? @namespace, WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var signals = Watch();
        var seen = long.Parse(options.ResourceVersion);
        while (true)
        {
            List<(Type Type, long Revision, ChangeType Kind, object Object)> news;
            lock (_gate)
            {
                news = [.. _log.Where(entry => entry.Type == typeof(T) && entry.Revision > seen && Matches(entry.Object, options.FieldSelector))];
            }

            foreach (var entry in news)
            {
                seen = entry.Revision;
                yield return new WatchEvent<T>(entry.Kind, (T)entry.Object);
            }

            await signals.Reader.ReadAsync(cancellationToken);
        }
    }

    public Task CreateSubresourceAsync<TParent, TBody>(NamespacedName parent, string subresource, TBody body, CancellationToken cancellationToken)
        where TParent : class, IKubernetesObject<V1ObjectMeta>
        where TBody : class, IKubernetesObject<V1ObjectMeta> => throw Unasked();

    public Task<PartialObjectMetadata> GetMetadataAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken) => throw Unasked();

    public Task<ApiList<PartialObjectMetadata>> ListMetadataAsync(
        GroupVersionResource resource, string? @namespace, ListOptions options, CancellationToken cancellationToken) => throw Unasked();

    public IAsyncEnumerable<WatchEvent<PartialObjectMetadata>> WatchMetadataAsync(
        GroupVersionResource resource, string? @namespace, WatchOptions options, CancellationToken cancellationToken) => throw Unasked();

    public Task<PartialObjectMetadata> PatchMetadataAsync(
        GroupVersionResource resource, NamespacedName name, PatchBody patch, CancellationToken cancellationToken) => throw Unasked();

    public Task<PartialObjectMetadata?> DeleteMetadataAsync(
        GroupVersionResource resource, NamespacedName name, V1DeleteOptions? options, CancellationToken cancellationToken) => throw Unasked();

    public Task DeleteCollectionAsync(
        GroupVersionResource resource, string? @namespace, ListOptions selection, V1DeleteOptions? options, CancellationToken cancellationToken) => throw Unasked();

    public Task<DiscoveryResult> DiscoverAsync(CancellationToken cancellationToken) => throw Unasked();

    public Task<byte[]> GetRawAsync(string path, CancellationToken cancellationToken) => throw Unasked();

    private static InvalidOperationException Unasked() => new("A kubelet does not ask this");

    private static ApiException NotFound<T>(NamespacedName name)
        where T : class, IKubernetesObject<V1ObjectMeta> => StatusErrors.NotFound(ModelType<T>.Resource.GroupResource, name.Name);

    private static NamespacedName NameOf<T>(T body)
        where T : class, IKubernetesObject<V1ObjectMeta> => new(body.Metadata.NamespaceProperty ?? "", body.Metadata.Name);

    private static bool Matches(object item, string fieldSelector) =>
        fieldSelector.Length == 0 || (item is V1Pod pod && fieldSelector == $"spec.nodeName={pod.Spec.NodeName}");

    private void RefuseWhenDown()
    {
        if (IsDown)
        {
            throw new HttpRequestException("The API is down");
        }
    }

    private T Put<T>(T item, ChangeType kind)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        item.Metadata.ResourceVersion = (_revision + 1).ToString();
        _objects[(typeof(T), NameOf(item))] = item;
        Tell(typeof(T), kind, item);
        return item;
    }

    private void Tell(Type type, ChangeType kind, object item)
    {
        _log.Add((type, ++_revision, kind, item));
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(true);
        }
    }

    private Channel<bool> Watch()
    {
        var channel = Channel.CreateUnbounded<bool>();
        lock (_gate)
        {
            _watchers.Add(channel);
        }

        return channel;
    }
}
