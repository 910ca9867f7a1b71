using System.Buffers;
using System.IO.Pipelines;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Writes one watch's events to its response.</summary>
internal sealed class WatchStream(
    EndpointRequest request,
    ObjectFormat format,
    ObjectStorage storage,
    KeyRange range,
    ObjectSelector selector)
{
    private const int FlushBytes = 64 * 1024;

    private PipeWriter Writer => request.Http.Response.BodyWriter;

    /// <summary>Sends the headers, so that the client knows the watch stands.</summary>
    public async Task StartAsync()
    {
        request.Http.Response.StatusCode = 200;
        request.Http.Response.ContentType = MediaTypes.Json;
        await request.Http.Response.StartAsync(request.Cancellation);
        await Writer.FlushAsync(request.Cancellation);
    }

    /// <summary>Sends everything that is there as added, in the order of names.</summary>
    public async Task SendStateAsync(Revision at, bool endsWithBookmark)
    {
        await foreach (var page in ObjectPages.ReadAsync(storage, range, at, request.Cancellation))
        {
            foreach (var item in page)
            {
                var stored = new StoredObject(item);
                if (selector.Matches(stored, request.Resource.Fields))
                {
                    await SendAsync(WatchItem.Added(stored));
                }
            }
        }

        if (endsWithBookmark)
        {
            Write(WatchItem.Bookmark(at, endsInitialEvents: true));
        }

        await Writer.FlushAsync(request.Cancellation);
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

        await Writer.FlushAsync(request.Cancellation);
        while (await watcher.Events.WaitToReadAsync(request.Cancellation))
        {
            while (watcher.Events.TryRead(out var item))
            {
                await SendAsync(item);
            }

            var flushed = await Writer.FlushAsync(request.Cancellation);
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }

    public async Task SendErrorAsync(ApiStatus status)
    {
        Writer.Write("{\"type\":\"ERROR\",\"object\":"u8);
        using (var writer = JsonText.Writer(Writer))
        {
            StatusJson.Write(status, writer);
        }

        Writer.Write("}\n"u8);
        await Writer.FlushAsync(request.Cancellation);
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

            await Writer.FlushAsync(request.Cancellation);
            if (batch.UpTo >= cache.CompleteAfter)
            {
                return batch.UpTo;
            }
        }

        return after;
    }

    private async ValueTask SendAsync(WatchItem item)
    {
        Write(item);
        if (Writer.UnflushedBytes > FlushBytes)
        {
            await Writer.FlushAsync(request.Cancellation);
        }
    }

    private void Write(WatchItem item)
    {
        Writer.Write(item.Type switch
        {
            WatchEventType.Added => "{\"type\":\"ADDED\",\"object\":"u8,
            WatchEventType.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
            WatchEventType.Deleted => "{\"type\":\"DELETED\",\"object\":"u8,
            _ => "{\"type\":\"BOOKMARK\",\"object\":"u8,
        });
        if (item.Type == WatchEventType.Bookmark)
        {
            format.WriteBookmark(item.At, item.EndsInitialEvents, Writer);
        }
        else
        {
            format.WriteObject(item.Object, Writer);
        }

        Writer.Write("}\n"u8);
    }
}
