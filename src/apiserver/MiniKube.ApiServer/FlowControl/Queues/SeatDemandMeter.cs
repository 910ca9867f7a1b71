namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>Sums up how many seats are wanted. Told of each change, before or after it; reads no clock.</summary>
internal sealed class SeatDemandMeter
{
    private TimeSpan _since;
    private TimeSpan _last;
    private double _sum;
    private double _squares;
    private int _current;
    private int _high;

    /// <summary>From now on so many are wanted.</summary>
    public void Set(int demand, TimeSpan now)
    {
        Advance(now);
        _current = demand;
        _high = Math.Max(_high, demand);
    }

    /// <summary>The demand since this was asked last.</summary>
    public SeatDemand Take(TimeSpan now)
    {
        Advance(now);
        var seconds = (now - _since).TotalSeconds;
        var average = seconds > 0 ? _sum / seconds : _current;
        var variance = seconds > 0 ? Math.Max(0, (_squares / seconds) - (average * average)) : 0;
        var taken = new SeatDemand(_high, average, Math.Sqrt(variance));
        (_since, _sum, _squares, _high) = (now, 0, 0, _current);
        return taken;
    }

    private void Advance(TimeSpan now)
    {
        var seconds = (now - _last).TotalSeconds;
        if (seconds > 0)
        {
            _sum += _current * seconds;
            _squares += (double)_current * _current * seconds;
            _last = now;
        }
    }
}
