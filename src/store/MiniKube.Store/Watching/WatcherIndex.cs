using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store.Watching;

/// <summary>
/// All watches of a store. A commit costs what it matches: watches of other ranges are not touched, but told by
/// <see cref="NotifiedUpTo"/> that they missed nothing.
/// </summary>
internal sealed class WatcherIndex : IDisposable
{
    private readonly Dictionary<KeyRange, WatcherGroup> _groups = [];
    private readonly HashSet<Watcher> _progressWatchers = [];
    private readonly WatcherTurns _turns = new();
    private readonly Lock _gate = new();
    private readonly ITimer _progressTimer;
    private readonly TimeSpan _progressInterval;
    private RangeIndex? _index;
    private long _notifiedUpTo;
    private bool _progressArmed;
    private bool _ended;

    public WatcherIndex(TimeProvider time, TimeSpan progressInterval, Revision current)
    {
        _notifiedUpTo = current.Value;
        _progressInterval = progressInterval;
        _progressTimer = time.CreateTimer(
            static self => ((WatcherIndex)self!).Progress(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whoever has no match after reading this has none up to here.</summary>
    public Revision NotifiedUpTo => new(Volatile.Read(ref _notifiedUpTo));

    /// <summary>Null when the store has ended.</summary>
    public Watcher? Add(KeyRange range, bool reportsProgress)
    {
        var watcher = new Watcher(this, range, reportsProgress);
        lock (_gate)
        {
            if (_ended)
            {
                return null;
            }

            if (!_groups.TryGetValue(range, out var group))
            {
                group = new WatcherGroup(range);
                _groups.Add(range, group);
                _index = null;
            }

            group.Watchers.Add(watcher);
            if (reportsProgress)
            {
                _progressWatchers.Add(watcher);
            }
        }

        return watcher;
    }

    public void Remove(Watcher watcher)
    {
        lock (_gate)
        {
            _progressWatchers.Remove(watcher);
            if (_groups.TryGetValue(watcher.Range, out var group) && group.Watchers.Remove(watcher) && group.Watchers.Count == 0)
            {
                _groups.Remove(watcher.Range);
                _index = null;
            }
        }
    }

    /// <summary>To be called by the loop, for changes that readers can already see, in order of revision.</summary>
    public void Notify(List<ImmutableArray<KeyEvent>> changes, Revision upTo)
    {
        lock (_gate)
        {
            if (_groups.Count > 0)
            {
                _index ??= new RangeIndex(_groups.Values);
                foreach (var events in changes)
                {
                    foreach (var change in events)
                    {
                        _index.Match(change.Key, change.At, _turns);
                    }
                }
            }

            Volatile.Write(ref _notifiedUpTo, upTo.Value);
            _turns.Run();
            if (_progressWatchers.Count > 0 && !_progressArmed)
            {
                _progressArmed = true;
                _progressTimer.Change(_progressInterval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The store has come to a revision without showing what is between; every watch has to look for itself.</summary>
    public void Jump(Revision from, Revision upTo)
    {
        lock (_gate)
        {
            foreach (var watcher in _groups.Values.SelectMany(group => group.Watchers))
            {
                if (watcher.Matched(from))
                {
                    _turns.Add(watcher);
                }
            }

            Volatile.Write(ref _notifiedUpTo, upTo.Value);
            _turns.Run();
        }
    }

    /// <summary>Ends every watch.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            foreach (var watcher in _groups.Values.SelectMany(group => group.Watchers))
            {
                watcher.End();
            }
        }
    }

    public void Dispose()
    {
        End();
        _progressTimer.Dispose();
    }

    private void Progress()
    {
        lock (_gate)
        {
            _progressArmed = false;
            foreach (var watcher in _progressWatchers)
            {
                watcher.Wake();
            }
        }
    }
}
