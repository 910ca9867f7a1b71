namespace MiniKube.Raft.Reads;

/// <summary>
/// How long a leader may take itself for the only one: a majority that answered a heartbeat elects nobody for an election timeout
/// since that heartbeat was sent (thesis 6.4.1). Counted in the leader's ticks; a tick is taken off for clocks that differ.
/// </summary>
internal sealed class LeaderLease(int electionTicks)
{
    private const int DriftTicks = 1;

    private readonly Queue<(long Round, long Tick)> _sent = [];
    private long _tick;
    private long _lastSent = -1;
    private long _until = long.MinValue;

    /// <summary>Leadership was offered to another in this term: that one does not wait for anything to run out.</summary>
    public bool IsBroken { get; private set; }

    public bool IsHeld => !IsBroken && _tick < _until;

    public void Reset()
    {
        _sent.Clear();
        _until = long.MinValue;
        IsBroken = false;
    }

    public void Break() => IsBroken = true;

    public void Tick()
    {
        _tick++;
        while (_sent.TryPeek(out var oldest) && oldest.Tick + electionTicks <= _tick)
        {
            _sent.Dequeue();
        }
    }

    /// <summary>A round was sent now; of those within one tick the first will do.</summary>
    public void Sent(long round)
    {
        if (_sent.Count == 0 || _lastSent != _tick)
        {
            _sent.Enqueue((round, _tick));
            _lastSent = _tick;
        }
    }

    /// <summary>A majority has answered this round.</summary>
    public void Confirmed(long round)
    {
        while (_sent.TryPeek(out var oldest) && oldest.Round <= round)
        {
            _sent.Dequeue();
            _until = Math.Max(_until, oldest.Tick + electionTicks - DriftTicks);
        }
    }
}
