namespace MiniKube.Raft.Reads;

/// <summary>
/// How long a leader may take itself for the only one: a majority that answered a heartbeat elects nobody for an election timeout
/// since that heartbeat was sent (thesis 6.4.1). Counted in time that has really passed, also while the process stood still.
/// </summary>
internal sealed class LeaderLease(int electionTicks)
{
    /// <summary>Clocks may differ by a tenth of the timeout; at least by a tick.</summary>
    private const int DriftFraction = 10;

    /// <summary>A follower's first tick may come at once: it counts up to one more than has passed.</summary>
    private readonly int _ticks = electionTicks - Math.Max(1, electionTicks / DriftFraction) - 1;

    private readonly Queue<(long Round, long Time)> _sent = [];
    private long _now;
    private long _lastSent = -1;
    private long _until = long.MinValue;

    /// <summary>Leadership was offered to another in this term: that one does not wait for anything to run out.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>As of the time observed last: to be asked only after that was told anew.</summary>
    public bool IsHeld => !IsBroken && _now < _until;

    public void Reset()
    {
        Forget();
        IsBroken = false;
    }

    /// <summary>Must be earned anew, by rounds that begin from now on.</summary>
    public void Forget()
    {
        _sent.Clear();
        _until = long.MinValue;
    }

    public void Break() => IsBroken = true;

    /// <summary>The time, in ticks; what is told may be late, never early.</summary>
    public void Observe(long now)
    {
        _now = Math.Max(_now, now);
        while (_sent.TryPeek(out var oldest) && oldest.Time + electionTicks <= _now)
        {
            _sent.Dequeue();
        }
    }

    /// <summary>A round is sent now, or later than now; of those within one tick the first will do.</summary>
    public void Sent(long round)
    {
        if (_sent.Count == 0 || _lastSent != _now)
        {
            _sent.Enqueue((round, _now));
            _lastSent = _now;
        }
    }

    /// <summary>A majority has answered this round.</summary>
    public void Confirmed(long round)
    {
        while (_sent.TryPeek(out var oldest) && oldest.Round <= round)
        {
            _sent.Dequeue();
            _until = Math.Max(_until, oldest.Time + _ticks);
        }
    }
}
