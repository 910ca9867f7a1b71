using Microsoft.Extensions.Time.Testing;
using MiniKube.Client.Queues;

namespace MiniKube.Client.Tests.Queues;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new WorkQueue<string>(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_key_added_twice_is_worked_on_once()
    {
        _queue.Add("a");
        _queue.Add("a");

        await TakeAsync();

        _queue.PendingCount.Should().Be(1);
        _queue.Done("a");
        _queue.PendingCount.Should().Be(0);
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_comes_again_afterwards()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.Add("a");
        var next = _queue.GetAsync(Token).AsTask();

        next.IsCompleted.Should().BeFalse();
        _queue.Done("a");

        (await next)!.Value.Key.Should().Be("a");
    }

    [Fact]
    public async Task A_delayed_key_comes_when_it_is_due_and_not_before()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(4.999));
        var early = (_queue.PendingCount, _queue.DelayedCount, _queue.NextDue);

        _time.Advance(TimeSpan.FromSeconds(0.001));

        early.Should().Be((0, 1, TimeSpan.FromMilliseconds(1)));
        (await TakeAsync()).Should().Be("a");
        _queue.DelayedCount.Should().Be(0);
        _time.Advance(TimeSpan.FromSeconds(10));
        _queue.PendingCount.Should().Be(1, "the later delay was replaced by the earlier");
    }

    [Fact]
    public void Failures_delay_a_key_longer_each_time_until_it_is_forgotten()
    {
        var delays = new List<double>();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            _queue.AddRateLimited("a");
            delays.Add(_queue.NextDue!.Value.TotalMilliseconds);
            _time.Advance(_queue.NextDue.Value);
        }

        _queue.Forget("a");
        _queue.AddRateLimited("a");

        delays.Take(3).Should().Equal(5, 10, 20);
        delays[^1].Should().Be(1_000_000);
        _queue.NextDue.Should().Be(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public async Task A_stopped_queue_hands_out_what_waits_and_then_nothing()
    {
        _queue.Add("a");
        _queue.AddAfter("later", TimeSpan.FromSeconds(1));
        _queue.Stop();
        _queue.Add("b");

        (await TakeAsync()).Should().Be("a");

        (await _queue.GetAsync(Token)).Should().BeNull();
        _queue.DelayedCount.Should().Be(0);
    }

    private async Task<string> TakeAsync() => (await _queue.GetAsync(Token))!.Value.Key;
}
