namespace MiniKube.Store.Members;

/// <summary>
/// Makes ticks of time, while there is somebody to keep time with. Ticks that a stopped process has missed are one, so that it hears what waits
/// before it acts on its own; <see cref="Now"/> goes on all the time. Both are read off one monotonic clock: n ticks never take less than n - 1 intervals.
/// </summary>
internal sealed class MemberClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly TimeSpan _interval;
    private readonly long _begin;
    private TimeSpan _phase;
    private long _taken;
    private bool _isRunning;

    public MemberClock(TimeProvider time, TimeSpan interval, LoopSignal signal)
    {
        _time = time;
        _interval = interval;
        _begin = time.GetTimestamp();
        _timer = time.CreateTimer(static signal => ((LoopSignal)signal!).Set(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time in ticks since this was made.</summary>
    public long Now => (_time.GetElapsedTime(_begin) + _phase).Ticks / _interval.Ticks;

    /// <summary>Whether there are to be ticks. Called by the loop.</summary>
    public void Run(bool isRunning)
    {
        if (_isRunning == isRunning)
        {
            return;
        }

        _isRunning = isRunning;
        if (isRunning)
        {
            // The timer wakes in the middle between two ticks of the clock: a little early or late makes no difference.
            var passed = new TimeSpan((_time.GetElapsedTime(_begin) + _phase).Ticks % _interval.Ticks);
            _phase += (_interval / 2) - passed;
            _phase += _phase < TimeSpan.Zero ? _interval : TimeSpan.Zero;
        }

        var interval = isRunning ? _interval : Timeout.InfiniteTimeSpan;
        _timer.Change(interval, interval);
    }

    /// <summary>Whether a tick has come since this was asked last.</summary>
    /// <param name="now">What <see cref="Now"/> was.</param>
    public bool TakeTick(long now)
    {
        if (!_isRunning || now <= _taken)
        {
            return false;
        }

        _taken = now;
        return true;
    }

    public void Dispose() => _timer.Dispose();
}
