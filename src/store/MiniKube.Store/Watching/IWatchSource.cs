using MiniKube.Mvcc;

namespace MiniKube.Store.Watching;

/// <summary>Where watches read changes from, and are told that there are some.</summary>
internal interface IWatchSource
{
    /// <summary>The newest revision that can be read.</summary>
    Revision Newest { get; }

    WatcherIndex Watchers { get; }

    /// <summary>The next changes of a range from a revision on; null when there is nothing from there on yet.</summary>
    /// <exception cref="CompactedException">They are no longer kept.</exception>
    WatchBatch? Read(KeyRange range, Revision from, out bool isCaughtUp);

    void ThrowIfUnavailable();

    /// <summary>Why watches have ended.</summary>
    StoreUnavailableException Unavailable();
}
