using Microsoft.Extensions.Time.Testing;
using MiniKube.Store.Members;

namespace MiniKube.Store.Tests.Clusters;

public sealed class MemberClockTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly MemberClock _clock;

    public MemberClockTests() => _clock = new MemberClock(_time, Interval, new LoopSignal());

    [Fact]
    public void Ticks_that_a_stopped_process_has_missed_are_one_but_the_time_has_passed()
    {
        _clock.Run(isRunning: true);
        Take();
        var before = _clock.Now;

        _time.Advance(50 * Interval);

        (_clock.Now - before).Should().Be(50);
        Take().Should().BeTrue();
        Take().Should().BeFalse();
    }

    [Fact]
    public void A_timer_that_is_a_little_early_or_late_makes_one_tick_of_each_interval()
    {
        _time.Advance(TimeSpan.FromMilliseconds(37));
        _clock.Run(isRunning: true);
        Take();
        var ticks = 0;

        foreach (var wobble in (int[])[-5, 4, -3, 9, -9, 4])
        {
            _time.Advance(Interval + TimeSpan.FromMilliseconds(wobble));
            ticks += Take() ? 1 : 0;
        }

        ticks.Should().Be(6);
    }

    [Fact]
    public void Time_goes_on_while_there_is_nobody_to_keep_it_with()
    {
        _clock.Run(isRunning: true);
        Take();
        _clock.Run(isRunning: false);
        var before = _clock.Now;

        _time.Advance(30 * Interval);

        Take().Should().BeFalse("a member that is alone has no ticks");
        _clock.Run(isRunning: true);
        (_clock.Now - before).Should().BeInRange(30, 31);
    }

    public void Dispose() => _clock.Dispose();

    private bool Take() => _clock.TakeTick(_clock.Now);
}
