namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>Which container ends when: one timer for all of them. Holds at most one entry per running container.</summary>
internal sealed class ExitSchedule : IDisposable
{
    // Less would be cut to nothing by the timer, which then fires too early, or inside the call that sets it.
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly Action<IReadOnlyList<SimulatedContainer>> _exit;
    private readonly SortedDictionary<Slot, SimulatedContainer> _due = [];
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private long _sequence;

    public ExitSchedule(TimeProvider timeProvider, Action<IReadOnlyList<SimulatedContainer>> exit)
    {
        _timeProvider = timeProvider;
        _exit = exit;
        _timer = timeProvider.CreateTimer(static state => ((ExitSchedule)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Does nothing and says false when the container is due earlier anyway.</summary>
    public bool TrySet(SimulatedContainer container, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (_slots.TryGetValue(container.Id, out var known) && known.Due <= due)
            {
                return false;
            }

            Drop(container.Id);
            var slot = new Slot(due, _sequence++);
            _due.Add(slot, container);
            _slots.Add(container.Id, slot);
            Arm();
            return true;
        }
    }

    public void Remove(string containerId)
    {
        lock (_gate)
        {
            Drop(containerId);
            Arm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        List<SimulatedContainer> ended = [];
        lock (_gate)
        {
            var now = _timeProvider.GetUtcNow();
            while (_due.Count > 0 && First() is var first && first.Key.Due <= now)
            {
                Drop(first.Value.Id);
                ended.Add(first.Value);
            }

            Arm();
        }

        _exit(ended);
    }

    private KeyValuePair<Slot, SimulatedContainer> First()
    {
        using var entries = _due.GetEnumerator();
        _ = entries.MoveNext();
        return entries.Current;
    }

    private void Drop(string containerId)
    {
        if (_slots.Remove(containerId, out var slot))
        {
            _ = _due.Remove(slot);
        }
    }

    private void Arm()
    {
        var wait = Timeout.InfiniteTimeSpan;
        if (_due.Count > 0)
        {
            var left = First().Key.Due - _timeProvider.GetUtcNow();
            wait = left > WaitMin ? left : WaitMin;
        }

        _ = _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private sealed record Slot(DateTimeOffset Due, long Sequence) : IComparable<Slot>
    {
        public int CompareTo(Slot? other)
            => other is null ? 1 : Due.CompareTo(other.Due) is not 0 and var order ? order : Sequence.CompareTo(other.Sequence);
    }
}
