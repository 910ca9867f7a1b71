using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Storage;
using MiniKube.Store;

namespace MiniKube.ApiServer.WatchCache;

/// <summary>The watch caches of all resources, each started when it is first asked for.</summary>
internal sealed class WatchCaches(IStore store, TimeProvider time, ILoggerFactory logging) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceWatchCache> _byPrefix = [];
    private readonly ILogger _logger = logging.CreateLogger<ResourceWatchCache>();
    private bool _isStopped;

    public ResourceWatchCache For(ResourceKeys keys)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            if (!_byPrefix.TryGetValue(keys.Prefix, out var cache) || cache.IsOver)
            {
                cache = new ResourceWatchCache(store, keys.Range(""), time, _logger);
                _byPrefix[keys.Prefix] = cache;
            }

            return cache;
        }
    }

    /// <summary>Ends the watches of a resource; the next one starts anew.</summary>
    public async ValueTask EndAsync(ResourceKeys keys)
    {
        ResourceWatchCache? cache;
        lock (_gate)
        {
            if (!_byPrefix.Remove(keys.Prefix, out cache))
            {
                return;
            }
        }

        await cache.DisposeAsync();
    }

    /// <summary>Ends every watch.</summary>
    public async ValueTask DisposeAsync()
    {
        List<ResourceWatchCache> caches;
        lock (_gate)
        {
            _isStopped = true;
            caches = [.. _byPrefix.Values];
            _byPrefix.Clear();
        }

        foreach (var cache in caches)
        {
            await cache.DisposeAsync();
        }
    }
}
