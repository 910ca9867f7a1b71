using MiniKube.Mvcc;
using MiniKube.Store.Watching;

namespace MiniKube.Store.Tests.Watching;

public sealed class WatcherTests : IDisposable
{
    private readonly WatcherIndex _index = new(TimeProvider.System, TimeSpan.FromHours(1), Revision.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_before_the_wait_is_not_waited_for()
    {
        var watcher = Add("a");

        watcher.Matched(new Revision(1)).Should().BeFalse("its loop does not wait");
        await watcher.WaitAsync();

        watcher.TakeFirstMatch().Should().Be(new Revision(1));
        watcher.WaitAsync().AsTask().IsCompleted.Should().BeFalse("it was told once");
    }

    [Fact]
    public void A_loop_that_waits_is_let_run_once_however_often_it_is_told()
    {
        var watcher = Add("a");
        var waiting = watcher.WaitAsync().AsTask();

        watcher.Matched(new Revision(1)).Should().BeTrue();
        watcher.Matched(new Revision(2)).Should().BeFalse("somebody else is about to let it run");
        watcher.Execute();

        waiting.IsCompletedSuccessfully.Should().BeTrue();
        watcher.TakeFirstMatch().Should().Be(new Revision(1));
        watcher.WaitAsync().AsTask().IsCompleted.Should().BeTrue("what came in between is looked at, too");
    }

    [Fact]
    public async Task Each_of_many_watches_hears_of_the_last_change_whoever_else_does()
    {
        const int Changes = 5_000;
        var current = 0;
        var watchers = Enumerable.Range(0, 100).Select(_ => Add("a")).ToList();
        var loops = watchers.Select(watcher => Task.Run(
            async () =>
            {
                while (Volatile.Read(ref current) < Changes)
                {
                    await watcher.WaitAsync();
                    watcher.TakeFirstMatch();
                }
            },
            Token)).ToList();

        for (var change = 1; change <= Changes; change++)
        {
            // As in a store: first a change can be seen, then those who wait for it are told.
            Volatile.Write(ref current, change);
            var at = new Revision(change);
            var item = new KeyValue(Key.From("a"), default, at, at, 1);
            _index.Notify([[new KeyEvent(KeyEventType.Put, item.Key, at, item, null)]], at);
        }

        await FluentActions.Awaiting(() => Task.WhenAll(loops).WaitAsync(Token)).Should().NotThrowAsync();
    }

    [Fact]
    public async Task A_watch_of_another_key_is_not_woken()
    {
        var (touched, other) = (Add("a"), Add("b"));
        var (touchedWait, otherWait) = (touched.WaitAsync().AsTask(), other.WaitAsync().AsTask());
        var at = new Revision(1);
        var item = new KeyValue(Key.From("a"), default, at, at, 1);

        _index.Notify([[new KeyEvent(KeyEventType.Put, item.Key, at, item, null)]], at);
        await touchedWait;

        otherWait.IsCompleted.Should().BeFalse();
        _index.NotifiedUpTo.Should().Be(at, "by this it knows that it has missed nothing");
    }

    public void Dispose() => _index.Dispose();

    private Watcher Add(string key) => _index.Add(KeyRange.Single(Key.From(key)), reportsProgress: false)!;
}
