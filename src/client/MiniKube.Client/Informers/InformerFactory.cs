using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.Api.Names;
using MiniKube.Client.Api;

namespace MiniKube.Client.Informers;

/// <summary>One informer per collection and scope for the whole process, started and stopped together.</summary>
public sealed class InformerFactory(IApiClient api, TimeProvider time, IRandomSource random, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("MiniKube.Client.Informers");
    private readonly Lock _gate = new();
    private readonly Dictionary<(Type, InformerScope), IInformer> _informers = [];
    private readonly Channel<Func<CancellationToken, Task>> _toStart = Channel.CreateUnbounded<Func<CancellationToken, Task>>();

    /// <summary>All informers that have been asked for.</summary>
    public IReadOnlyCollection<IInformer> Informers
    {
        get
        {
            lock (_gate)
            {
                return [.. _informers.Values];
            }
        }
    }

    /// <summary>The shared informer; it starts with <see cref="RunAsync"/>, or at once when that already runs.</summary>
    public IInformer<T> For<T>(InformerScope? scope = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = (typeof(T), scope ?? InformerScope.All);
        lock (_gate)
        {
            if (_informers.TryGetValue(key, out var known))
            {
                return (IInformer<T>)known;
            }

            var informer = new Informer<T>(CollectionSource<T>.Typed(api, key.Item2), time, random, _logger);
            _informers.Add(key, informer);
            _toStart.Writer.TryWrite(informer.RunAsync);
            return informer;
        }
    }

    /// <summary>An informer of its own over the metadata of any collection; the caller runs it.</summary>
    public IRunnableInformer<PartialObjectMetadata> NewMetadataInformer(GroupVersionResource resource) => new Informer<PartialObjectMetadata>(
        new CollectionSource<PartialObjectMetadata>(
            resource.GroupResource.ToString(),
            (options, token) => api.ListMetadataAsync(resource, null, options, token),
            (options, token) => api.WatchMetadataAsync(resource, null, options, token)),
        time,
        random,
        _logger);

    /// <summary>Waits until every informer asked for so far has its first list.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Informers.Select(informer => informer.WaitForSyncAsync(cancellationToken)));

    /// <summary>Runs all informers until cancelled, or until a handler throws.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>();
        try
        {
            await foreach (var run in _toStart.Reader.ReadAllAsync(stop.Token))
            {
                running.Add(RunOneAsync(run, stop));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Task.WhenAll(running);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task RunOneAsync(Func<CancellationToken, Task> run, CancellationTokenSource stop)
    {
        try
        {
            await run(stop.Token);
        }
        catch (InformerHandlerException)
        {
            await stop.CancelAsync();
            throw;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped with the others; the one that failed, if any, says why.
        }
    }
}
