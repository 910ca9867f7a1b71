namespace MiniKube.Store.Members;

/// <summary>Makes ticks of time, while there is somebody to keep time with. Ticks that a stopped process has missed are one.</summary>
internal sealed class MemberClock : IDisposable
{
    private readonly ITimer _timer;
    private readonly TimeSpan _interval;
    private readonly LoopSignal _signal;
    private bool _isRunning;
    private int _isDue;

    public MemberClock(TimeProvider time, TimeSpan interval, LoopSignal signal)
    {
        _interval = interval;
        _signal = signal;
        _timer = time.CreateTimer(static self => ((MemberClock)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether there are to be ticks. Called by the loop.</summary>
    public void Run(bool isRunning)
    {
        if (_isRunning != isRunning)
        {
            _isRunning = isRunning;
            var interval = isRunning ? _interval : Timeout.InfiniteTimeSpan;
            _timer.Change(interval, interval);
        }
    }

    /// <summary>Whether a tick has come since this was asked last.</summary>
    public bool TakeTick() => Interlocked.Exchange(ref _isDue, 0) != 0;

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        Interlocked.Exchange(ref _isDue, 1);
        _signal.Set();
    }
}
