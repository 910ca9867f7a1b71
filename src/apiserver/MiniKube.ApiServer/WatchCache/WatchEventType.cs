namespace MiniKube.ApiServer.WatchCache;

/// <summary>What an event tells a watcher.</summary>
internal enum WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}
