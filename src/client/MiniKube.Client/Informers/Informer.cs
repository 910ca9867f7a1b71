using System.Collections.Immutable;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.Api.Names;
using MiniKube.Client.Api;

namespace MiniKube.Client.Informers;

/// <summary>The cache, its handlers, and the reflector that feeds them.</summary>
internal sealed class Informer<T> : IRunnableInformer<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _dispatch = new();
    private readonly ObjectCache<T> _cache = new();
    private readonly SeenRevisions _seen = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Reflector<T> _reflector;
    private ImmutableArray<Handler> _handlers = [];
    private int _dispatching;

    public Informer(CollectionSource<T> source, TimeProvider time, IRandomSource random, ILogger logger) =>
        _reflector = new Reflector<T>(source, new ReflectorTarget<T>(Replace, Apply, _seen.Advance), time, random, logger);

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    public long Revision => _seen.Revision;

    public int DispatchingCount => Volatile.Read(ref _dispatching);

    public T? Get(NamespacedName name) => _cache.Get(name);

    public IReadOnlyList<T> List() => _cache.List();

    public IReadOnlyList<T> ByIndex(string index, string value) => _cache.ByIndex(index, value);

    public void AddIndex(string index, Func<T, IEnumerable<string>> values) => _cache.AddIndex(index, values);

    public void CallWhenSeen(long revision, Action callback) => _seen.CallWhenSeen(revision, callback);

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    public void AddHandler(Action<T>? added, Action<T, T>? updated, Action<T>? deleted)
    {
        var handler = new Handler(added, updated, deleted);
        lock (_dispatch)
        {
            foreach (var model in _cache.List())
            {
                handler.Tell(null, model);
            }

            _handlers = _handlers.Add(handler);
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) => _reflector.RunAsync(cancellationToken);

    private void Replace(IReadOnlyCollection<T> items, long revision)
    {
        var gone = _cache.Names().ToHashSet();
        foreach (var item in items)
        {
            gone.Remove(ObjectCache<T>.NameOf(item));
            Tell(Put(item));
        }

        foreach (var name in gone)
        {
            Tell((_cache.Remove(name), null));
        }

        _seen.Advance(revision);
        _synced.TrySetResult();
    }

    private void Apply(WatchEvent<T> change)
    {
        if (change.Type == ChangeType.Deleted)
        {
            var known = _cache.Remove(ObjectCache<T>.NameOf(change.Object));

            // The event carries the last state; an object never heard of is nobody's loss.
            Tell((known is null ? null : change.Object, null));
        }
        else
        {
            Tell(Put(change.Object));
        }
    }

    private (T? Before, T? After) Put(T model)
    {
        var before = _cache.Put(model);
        return before?.Metadata.ResourceVersion == model.Metadata.ResourceVersion && before?.Metadata.Uid == model.Metadata.Uid
            ? (null, null)
            : (before, model);
    }

    private void Tell((T? Before, T? After) change)
    {
        if (change is (null, null))
        {
            return;
        }

        lock (_dispatch)
        {
            Volatile.Write(ref _dispatching, 1);
            try
            {
                foreach (var handler in _handlers)
                {
                    handler.Tell(change.Before, change.After);
                }
            }
#pragma warning disable CA1031 // Wrapped, not swallowed: the loop must tell a broken handler from a broken connection.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                throw new InformerHandlerException($"A handler of {typeof(T).Name} failed", failure);
            }
            finally
            {
                Volatile.Write(ref _dispatching, 0);
            }
        }
    }

    private sealed record Handler(Action<T>? Added, Action<T, T>? Updated, Action<T>? Deleted)
    {
        public void Tell(T? before, T? after)
        {
            switch (before, after)
            {
                case (null, not null):
                    Added?.Invoke(after);
                    break;
                case (not null, null):
                    Deleted?.Invoke(before);
                    break;
                case (not null, not null) when before.Metadata.Uid != after.Metadata.Uid:
                    // Deleted and made anew between two looks: another object under the same name.
                    Deleted?.Invoke(before);
                    Added?.Invoke(after);
                    break;
                case (not null, not null):
                    Updated?.Invoke(before, after);
                    break;
            }
        }
    }
}
