namespace MiniKube.Simulation.Tests.Worlds;

/// <summary>A member's clock in virtual time: it does not run quite as fast as others.</summary>
/// <param name="now">Microseconds of the world.</param>
/// <param name="speed">How many of its own pass meanwhile.</param>
/// <param name="later">Does something after so many microseconds of the world, if the member lives then.</param>
internal sealed class VirtualTime(Func<long> now, double speed, Action<long, Action> later) : TimeProvider
{
    private const long PerSecond = 1_000_000;

    public override long TimestampFrequency => PerSecond;

    public override long GetTimestamp() => (long)(now() * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        period == Timeout.InfiniteTimeSpan
            ? new OneShot(this, () => callback(state), dueTime)
            : throw new NotSupportedException("nobody needs a timer that repeats here");

    private sealed class OneShot : ITimer
    {
        private readonly VirtualTime _time;
        private readonly Action _fire;
        private int _setting;

        public OneShot(VirtualTime time, Action fire, TimeSpan dueTime)
        {
            _time = time;
            _fire = fire;
            Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _time.Later(dueTime, () =>
                {
                    if (setting == _setting)
                    {
                        _fire();
                    }
                });
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private void Later(TimeSpan delay, Action action) => later((long)Math.Ceiling(delay.TotalMicroseconds / speed), action);
}
