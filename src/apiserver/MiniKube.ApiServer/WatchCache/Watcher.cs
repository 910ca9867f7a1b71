using System.Collections.Immutable;
using System.Threading.Channels;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.WatchCache;

/// <summary>One watch: what it wants, and the events that wait for it. Its queue grows only while events wait.</summary>
internal sealed class Watcher(KeyRange range, ObjectSelector selector, ImmutableArray<SelectableField> fields, bool wantsBookmarks)
{
    /// <summary>A client that lets so many events wait is cut off; it resumes from its last revision.</summary>
    private const int QueueMax = 1024;

    /// <summary>And so is one that lets so many bytes wait.</summary>
    private const long QueueBytesMax = 32 * 1024 * 1024;

    private readonly Channel<WatchItem> _queue = Channel.CreateBounded<WatchItem>(
        new BoundedChannelOptions(QueueMax) { SingleReader = true, AllowSynchronousContinuations = false });

    private long _waitingBytes;

    public bool WantsBookmarks => wantsBookmarks;

    /// <summary>What happened up to here the watcher knows already.</summary>
    public Revision After { get; set; }

    /// <summary>Waits for an event; false at the end of the watch.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _queue.Reader.WaitToReadAsync(cancellationToken);

    public bool TryTake(out WatchItem item)
    {
        var isThere = _queue.Reader.TryRead(out item);
        Interlocked.Add(ref _waitingBytes, -item.Bytes);
        return isThere;
    }

    /// <summary>The change as this watcher sees it, or null.</summary>
    public WatchItem? See(CachedEvent change) => change.At > After ? change.For(range, selector, fields) : null;

    /// <returns>False when the watcher is too slow.</returns>
    public bool TryOffer(WatchItem item) =>
        Interlocked.Add(ref _waitingBytes, item.Bytes) <= QueueBytesMax && _queue.Writer.TryWrite(item);

    /// <summary>Tells how far the watcher is when nothing else does.</summary>
    public void OfferBookmark(Revision upTo) => TryOffer(WatchItem.Bookmark(upTo < After ? After : upTo));

    /// <summary>The watch is over; nothing more is taken.</summary>
    public bool IsComplete { get; private set; }

    public void Complete()
    {
        IsComplete = true;
        _queue.Writer.TryComplete();
    }
}
