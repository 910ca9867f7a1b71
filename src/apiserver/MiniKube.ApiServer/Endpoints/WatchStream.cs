using MiniKube.Api.Errors;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Writes one watch's events to its connection.</summary>
internal sealed class WatchStream(
    EndpointRequest request,
    ObjectFormat format,
    WatchConnection connection,
    ObjectStorage storage,
    KeyRange range,
    ObjectSelector selector)
{
    /// <summary>Sends everything that is there as added, in the order of names.</summary>
    public async Task SendStateAsync(Revision at, bool endsWithBookmark)
    {
        await foreach (var page in ObjectPages.ReadAsync(storage, range, at, request.Cancellation))
        {
            foreach (var item in page)
            {
                var stored = new StoredObject(item);
                if (selector.Matches(stored))
                {
                    await SendAsync(WatchItem.Added(stored));
                }
            }
        }

        if (endsWithBookmark)
        {
            await SendAsync(WatchItem.Bookmark(at, endsInitialEvents: true));
        }

        await connection.FlushAsync(request.Cancellation);
    }

    /// <summary>Sends what happens after a revision, until the watch ends.</summary>
    public async Task SendEventsAsync(ResourceWatchCache cache, Watcher watcher, Revision after)
    {
        var missed = cache.TryJoin(watcher, after);
        while (missed is null)
        {
            after = await SendHistoryAsync(cache, watcher, after);
            missed = cache.TryJoin(watcher, after);
        }

        foreach (var item in missed)
        {
            await SendAsync(item);
        }

        await connection.FlushAsync(request.Cancellation);
        format.ReleaseBuffers();
        while (await watcher.WaitAsync(request.Cancellation))
        {
            while (watcher.TryTake(out var item))
            {
                await SendAsync(item);
            }

            if (!await connection.FlushAsync(request.Cancellation))
            {
                return;
            }
        }
    }

    public async Task SendErrorAsync(ApiStatus status)
    {
        format.WriteError(status, connection.Writer);
        await connection.EndEventAsync(request.Cancellation);
        await connection.FlushAsync(request.Cancellation);
    }

    /// <summary>Reads changes that the cache no longer has from the store, up to where the cache takes over.</summary>
    /// <returns>The revision up to which everything has been sent.</returns>
    private async Task<Revision> SendHistoryAsync(ResourceWatchCache cache, Watcher watcher, Revision after)
    {
        watcher.After = after;
        var history = new WatchRequest(range, after.Next) { ReportProgress = true };
        await foreach (var batch in storage.Store.WatchAsync(history, request.Cancellation))
        {
            foreach (var change in batch.Events)
            {
                if (watcher.See(new CachedEvent(change)) is { } item)
                {
                    await SendAsync(item);
                }
            }

            await connection.FlushAsync(request.Cancellation);
            if (batch.UpTo >= cache.CompleteAfter)
            {
                return batch.UpTo;
            }
        }

        return after;
    }

    private async ValueTask SendAsync(WatchItem item)
    {
        if (item.Type != WatchEventType.Bookmark)
        {
            // Only bytes that are the store's own are shared between watchers.
            var ready = await request.Resource.ReadyAsync(item.Object, request.Cancellation);
            item = ready.Value.Equals(item.Object.Value) ? item : item with { Object = ready, Source = null };
        }

        format.WriteEvent(item, connection.Writer);
        await connection.EndEventAsync(request.Cancellation);
    }
}
