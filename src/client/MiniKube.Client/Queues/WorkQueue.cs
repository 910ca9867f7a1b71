using System.Threading.Channels;

namespace MiniKube.Client.Queues;

/// <summary>
/// Keys to work on. A key waits at most once, and is never worked on by two workers: added while it is being worked on, it comes
/// again afterwards. Bounded by the number of distinct keys.
/// </summary>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly DelayedKeys<TKey> _delayed;
    private readonly Backoff _backoff;
    private bool _isStopped;

    public WorkQueue(TimeProvider time, Backoff? backoff = null)
    {
        _backoff = backoff ?? Backoff.ForRetries;
        _delayed = new DelayedKeys<TKey>(time, Add);
    }

    /// <summary>Keys that wait for a worker or are being worked on. Together with <see cref="DelayedCount"/> zero: the queue has settled.</summary>
    public int PendingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count + _processing.Count - Overlap();
            }
        }
    }

    /// <summary>Keys that will be added later.</summary>
    public int DelayedCount => _delayed.Count;

    /// <summary>The time until the first delayed key is due; null when none is.</summary>
    public TimeSpan? NextDue => _delayed.NextDue;

    public void Add(TKey key)
    {
        lock (_gate)
        {
            if (_isStopped || !_waiting.Add(key) || _processing.Contains(key))
            {
                return;
            }

            _ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Adds the key when the time has passed; the earlier of two delays counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }
        }

        _delayed.Add(key, delay);
    }

    /// <summary>Adds the key after a delay that grows with every call until <see cref="Forget"/>.</summary>
    public void AddRateLimited(TKey key)
    {
        TimeSpan delay;
        lock (_gate)
        {
            var failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
            delay = _backoff.Delay(failures);
        }

        AddAfter(key, delay);
    }

    /// <summary>The next failure of the key starts with the shortest delay again.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
        }
    }

    /// <summary>How often the key has failed since it was last forgotten.</summary>
    public int FailureCount(TKey key)
    {
        lock (_gate)
        {
            return _failures.GetValueOrDefault(key);
        }
    }

    /// <summary>Takes the next key, waiting for one; null when the queue has been stopped and is empty.</summary>
    public async ValueTask<WorkItem<TKey>?> GetAsync(CancellationToken cancellationToken)
    {
        while (await _ready.Reader.WaitToReadAsync(cancellationToken))
        {
            lock (_gate)
            {
                if (_ready.Reader.TryRead(out var key))
                {
                    _waiting.Remove(key);
                    _processing.Add(key);
                    return new WorkItem<TKey>(key);
                }
            }
        }

        return null;
    }

    /// <summary>Gives back a key taken with <see cref="GetAsync"/>.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            _processing.Remove(key);
            if (_waiting.Contains(key) && !_ready.Writer.TryWrite(key))
            {
                _waiting.Remove(key);
            }
        }
    }

    /// <summary>Takes nothing more in; what waits is still handed out, what is delayed is dropped.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _ready.Writer.TryComplete();
        }

        _delayed.Dispose();
    }

    public void Dispose() => Stop();

    private int Overlap()
    {
        var both = 0;
        foreach (var key in _processing)
        {
            both += _waiting.Contains(key) ? 1 : 0;
        }

        return both;
    }
}
