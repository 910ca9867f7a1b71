using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Client.Queues;
using MiniKube.Client.Tests.Fakes;

namespace MiniKube.Client.Tests.Queues;

public sealed class ReconcilerHostTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_fails_is_tried_again_and_others_are_not_held_up()
    {
        using var queue = new WorkQueue<string>(_time);
        var reconciler = new ScriptedReconciler(key => key == "bad" ? throw new InvalidOperationException("no") : ReconcileResult.Done);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = new ReconcilerHost<string>("test", queue, reconciler, 2, NullLogger.Instance).RunAsync(stop.Token);

        queue.Add("bad");
        queue.Add("good");
        await Eventually.IsTrue(() => reconciler.Count("bad") >= 3 && reconciler.Count("good") >= 1, _time, TimeSpan.FromMilliseconds(5), Token);

        reconciler.Count("good").Should().Be(1);
        await stop.CancelAsync();
        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_result_may_ask_to_come_again_later()
    {
        using var queue = new WorkQueue<string>(_time);
        var reconciler = new ScriptedReconciler(_ => ReconcileResult.After(TimeSpan.FromMinutes(1)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = new ReconcilerHost<string>("test", queue, reconciler, 1, NullLogger.Instance).RunAsync(stop.Token);

        queue.Add("a");
        await Eventually.IsTrue(() => queue is { DelayedCount: 1, PendingCount: 0 }, Token);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.IsTrue(() => reconciler.Count("a") == 2, Token);

        await stop.CancelAsync();
        await Eventually.Ended(running);
    }
}
