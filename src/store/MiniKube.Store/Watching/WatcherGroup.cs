using MiniKube.Mvcc;

namespace MiniKube.Store.Watching;

/// <summary>The watchers of one and the same range.</summary>
internal sealed class WatcherGroup(KeyRange range)
{
    public KeyRange Range { get; } = range;

    public HashSet<Watcher> Watchers { get; } = [];
}
