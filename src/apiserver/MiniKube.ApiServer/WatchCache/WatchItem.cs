using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.WatchCache;

/// <summary>One event for one watcher. The object's bytes are the store's; every watcher copies the same ones.</summary>
/// <param name="Type">What happened, as this watcher's selector sees it.</param>
/// <param name="Object">The object; default for a bookmark.</param>
/// <param name="At">The revision of the event.</param>
internal readonly record struct WatchItem(WatchEventType Type, StoredObject Object, Revision At)
{
    /// <summary>The change that the event tells of; null for what was there before the watch began.</summary>
    public CachedEvent? Source { get; init; }

    /// <summary>How large the object is; 0 for a bookmark.</summary>
    public int Bytes => Type == WatchEventType.Bookmark ? 0 : Object.Value.Length;

    /// <summary>The bookmark ends the initial events.</summary>
    public bool EndsInitialEvents { get; init; }

    public static WatchItem Added(StoredObject stored) => new(WatchEventType.Added, stored, stored.Revision);

    public static WatchItem Bookmark(Revision at, bool endsInitialEvents = false) =>
        new(WatchEventType.Bookmark, default, at) { EndsInitialEvents = endsInitialEvents };
}
