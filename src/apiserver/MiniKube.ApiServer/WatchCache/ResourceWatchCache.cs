using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.WatchCache;

/// <summary>
/// The recent changes of one resource, read from the store once and handed to every watcher whose selector they concern.
/// Owns the loop that reads; everything else is guarded by one lock.
/// </summary>
internal sealed partial class ResourceWatchCache : IAsyncDisposable
{
    /// <summary>So many changes are kept for watches that start a little in the past; older ones are read from the store again.</summary>
    private const int RecentMax = 1024;

    /// <summary>And no more than so many bytes of objects.</summary>
    private const long RecentBytesMax = 8 * 1024 * 1024;

    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly IStore _store;
    private readonly KeyRange _range;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<CachedEvent> _recent = new();
    private readonly HashSet<Watcher> _watchers = [];
    private readonly ITimer _bookmarks;
    private readonly Task _loop;

    /// <summary>Every change after this revision is in <see cref="_recent"/> or still to come.</summary>
    private Revision _complete;
    private Revision _upTo;
    private long _recentBytes;

    public ResourceWatchCache(IStore store, KeyRange range, TimeProvider time, ILogger logger)
    {
        _store = store;
        _range = range;
        _logger = logger;
        _complete = _upTo = store.Applied;
        _bookmarks = time.CreateTimer(_ => SendBookmarks(), null, BookmarkPeriod, BookmarkPeriod);
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>True once the loop has ended: the cache serves nobody any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The newest revision whose changes have all been handed out.</summary>
    public Revision UpTo
    {
        get
        {
            lock (_gate)
            {
                return _upTo;
            }
        }
    }

    /// <summary>From where on <see cref="TryJoin"/> takes watchers.</summary>
    public Revision CompleteAfter
    {
        get
        {
            lock (_gate)
            {
                return _complete;
            }
        }
    }

    /// <summary>Hands every change after a revision to a watcher: those already there are returned, the others go to its queue.</summary>
    /// <returns>Null when changes after that revision are no longer here.</returns>
    public List<WatchItem>? TryJoin(Watcher watcher, Revision after)
    {
        lock (_gate)
        {
            if (after < _complete)
            {
                return null;
            }

            watcher.After = after;
            var missed = new List<WatchItem>();
            foreach (var change in _recent)
            {
                if (watcher.See(change) is { } item)
                {
                    missed.Add(item);
                }
            }

            if (IsOver)
            {
                watcher.Complete();
            }
            else if (!watcher.IsComplete)
            {
                _watchers.Add(watcher);
            }

            return missed;
        }
    }

    public void Leave(Watcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }

        watcher.Complete();
    }

    /// <summary>Ends a watch in order: what waits for it, a bookmark if it wants one, and no more.</summary>
    public void Finish(Watcher watcher)
    {
        lock (_gate)
        {
            if (_watchers.Remove(watcher) && watcher.WantsBookmarks)
            {
                watcher.OfferBookmark(_upTo);
            }

            watcher.Complete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _bookmarks.DisposeAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            var request = new WatchRequest(_range, _upTo.Next) { ReportProgress = true };
            await foreach (var batch in _store.WatchAsync(request, cancellationToken))
            {
                HandOut(batch);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
#pragma warning disable CA1031 // The loop's edge: watchers are ended and come again, whatever the store had to say.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogLoopFailed(error, _range.Start);
        }
        finally
        {
            End();
        }
    }

    private void HandOut(WatchBatch batch)
    {
        lock (_gate)
        {
            foreach (var change in batch.Events)
            {
                var cached = new CachedEvent(change);
                Remember(cached);
                Offer(cached);
            }

            _upTo = batch.UpTo;
        }
    }

    private void Remember(CachedEvent change)
    {
        _recent.Enqueue(change);
        _recentBytes += change.Bytes;
        while (_recent.Count > RecentMax || (_recentBytes > RecentBytesMax && _recent.Count > 1))
        {
            var forgotten = _recent.Dequeue();
            _recentBytes -= forgotten.Bytes;
            _complete = forgotten.At;
        }
    }

    private void Offer(CachedEvent change)
    {
        List<Watcher>? slow = null;
        foreach (var watcher in _watchers)
        {
            if (watcher.See(change) is { } item && !watcher.TryOffer(item))
            {
                (slow ??= []).Add(watcher);
            }
        }

        foreach (var watcher in slow ?? [])
        {
            LogSlowWatcher(_range.Start);
            _watchers.Remove(watcher);
            watcher.Complete();
        }
    }

    private void SendBookmarks()
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
            {
                if (watcher.WantsBookmarks)
                {
                    watcher.OfferBookmark(_upTo);
                }
            }
        }
    }

    private void End()
    {
        lock (_gate)
        {
            IsOver = true;
            foreach (var watcher in _watchers)
            {
                watcher.Complete();
            }

            _watchers.Clear();
        }
    }

    [LoggerMessage(3101, LogLevel.Error, "The watch of {Range} ended; its watchers have to start again")]
    private partial void LogLoopFailed(Exception error, Key range);

    [LoggerMessage(3102, LogLevel.Warning, "A watcher of {Range} lets too many events wait and is cut off")]
    private partial void LogSlowWatcher(Key range);
}
