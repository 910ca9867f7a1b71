using MiniKube.Mvcc;

namespace MiniKube.Store.Loops;

/// <summary>Remembers when which revision was the newest, and proposes to forget what is too old. Its timer rests when there is nothing to forget.</summary>
internal sealed class AgeCompaction : IDisposable
{
    /// <summary>History may live longer than asked by one part of this many.</summary>
    private const int MarksPerAge = 8;

    private readonly TimeProvider _time;
    private readonly TimeSpan _age;
    private readonly Func<MvccState> _state;
    private readonly Func<Revision, bool> _propose;
    private readonly ITimer _timer;
    private readonly Queue<(long Timestamp, Revision Newest)> _marks = new();
    private readonly Lock _gate = new();
    private Revision _marked;
    private bool _armed;

    /// <param name="time">The clock.</param>
    /// <param name="age">How long history is kept.</param>
    /// <param name="state">The newest state.</param>
    /// <param name="propose">Proposes a compaction; false when it could not be queued and is to be tried again.</param>
    public AgeCompaction(TimeProvider time, TimeSpan age, Func<MvccState> state, Func<Revision, bool> propose)
    {
        _time = time;
        _age = age;
        _state = state;
        _propose = propose;
        _timer = time.CreateTimer(static self => ((AgeCompaction)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>To be called after changes.</summary>
    public void Arm()
    {
        // Asked on every batch, so without the lock. The barriers here and in Tick make one of the two see the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _armed))
        {
            return;
        }

        lock (_gate)
        {
            if (!_armed && _state() is { } state && state.Current > state.Compacted)
            {
                Mark(state.Current);
                Schedule();
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _armed, false);
            var state = _state();
            Mark(state.Current);
            if (Expired() is { } upTo && upTo > state.Compacted && _propose(upTo))
            {
                _marks.Dequeue();
            }

            if (_marks.Count > 0 || state.Current > _marked)
            {
                Schedule();
            }
        }
    }

    private void Mark(Revision newest)
    {
        if (newest > _marked)
        {
            _marked = newest;
            _marks.Enqueue((_time.GetTimestamp(), newest));
        }
    }

    /// <summary>The newest mark that is old enough. It stays at the head of the queue.</summary>
    private Revision? Expired()
    {
        Revision? expired = null;
        while (_marks.TryPeek(out var mark) && _time.GetElapsedTime(mark.Timestamp) >= _age)
        {
            expired = mark.Newest;
            if (_marks.Count == 1 || _time.GetElapsedTime(_marks.ElementAt(1).Timestamp) < _age)
            {
                break;
            }

            _marks.Dequeue();
        }

        return expired;
    }

    private void Schedule()
    {
        Volatile.Write(ref _armed, true);
        _timer.Change(_age / MarksPerAge, Timeout.InfiniteTimeSpan);
    }
}
