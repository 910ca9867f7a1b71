using System.Collections.Immutable;
using System.Threading.Channels;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.WatchCache;

/// <summary>One watch: what it wants, and the events that wait for it. Its queue grows only while events wait.</summary>
internal sealed class Watcher(KeyRange range, ObjectSelector selector, ImmutableArray<SelectableField> fields, bool wantsBookmarks)
{
    /// <summary>A client that lets so many events wait is cut off; it resumes from its last revision.</summary>
    public const int QueueMax = 1024;

    private readonly Channel<WatchItem> _queue = Channel.CreateBounded<WatchItem>(
        new BoundedChannelOptions(QueueMax) { SingleReader = true, AllowSynchronousContinuations = false });

    public bool WantsBookmarks => wantsBookmarks;

    /// <summary>What happened up to here the watcher knows already.</summary>
    public Revision After { get; set; }

    public ChannelReader<WatchItem> Events => _queue.Reader;

    /// <summary>The change as this watcher sees it, or null.</summary>
    public WatchItem? See(CachedEvent change) => change.At > After ? change.For(range, selector, fields) : null;

    /// <returns>False when the watcher is too slow.</returns>
    public bool TryOffer(WatchItem item) => _queue.Writer.TryWrite(item);

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
