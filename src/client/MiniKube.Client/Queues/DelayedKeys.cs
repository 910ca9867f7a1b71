namespace MiniKube.Client.Queues;

/// <summary>Keys with the time at which they are due, and one timer for the first of them.</summary>
internal sealed class DelayedKeys<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<TKey> _due;
    private readonly ITimer _timer;
    private readonly long _start;
    private readonly Dictionary<TKey, TimeSpan> _dueAt = [];

    // May hold stale entries of keys that became due earlier; _dueAt says which one counts.
    private readonly PriorityQueue<TKey, TimeSpan> _order = new();

    public DelayedKeys(TimeProvider time, Action<TKey> due)
    {
        _time = time;
        _due = due;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _dueAt.Count;
            }
        }
    }

    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _order.TryPeek(out _, out var at) ? Later(at - Now) : null;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    public void Add(TKey key, TimeSpan delay)
    {
        lock (_gate)
        {
            var at = Now + delay;
            if (_dueAt.TryGetValue(key, out var earlier) && earlier <= at)
            {
                return;
            }

            _dueAt[key] = at;
            _order.Enqueue(key, at);
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _dueAt.Clear();
            _order.Clear();
        }

        _timer.Dispose();
    }

    private static TimeSpan Later(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private void Release()
    {
        var ready = new List<TKey>();
        lock (_gate)
        {
            while (_order.TryPeek(out var key, out var at) && at <= Now)
            {
                _order.Dequeue();
                if (_dueAt.TryGetValue(key, out var current) && current == at)
                {
                    _dueAt.Remove(key);
                    ready.Add(key);
                }
            }

            Arm();
        }

        ready.ForEach(_due);
    }

    private void Arm()
    {
        // Timers count whole milliseconds: rounding up keeps it from firing just before the key is due.
        if (_order.TryPeek(out _, out var at))
        {
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Later(at - Now).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }
}
