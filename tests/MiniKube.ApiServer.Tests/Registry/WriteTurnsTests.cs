using Microsoft.Extensions.Time.Testing;
using MiniKube.ApiServer.Registry;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Tests.Registry;

public sealed class WriteTurnsTests
{
    private static readonly Key Pod = Key.From("/registry/pods/default/a");

    private readonly FakeTimeProvider _time = new();
    private readonly WriteTurns _turns;

    public WriteTurnsTests() => _turns = new WriteTurns(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writers_of_one_object_go_in_the_order_in_which_they_came()
    {
        var first = await _turns.TakeAsync(Pod, Token);
        var waiting = Enumerable.Range(0, 5).Select(_ => _turns.TakeAsync(Pod, Token).AsTask()).ToList();

        var next = first;
        foreach (var turn in waiting)
        {
            turn.IsCompleted.Should().BeFalse();
            next.Dispose();
            next = await turn;
        }

        next.Dispose();
        _turns.Count.Should().Be(0);
    }

    [Fact]
    public async Task Writers_of_different_objects_do_not_wait_for_each_other()
    {
        using var one = await _turns.TakeAsync(Pod, Token);

        _turns.TakeAsync(Key.From("/registry/pods/default/b"), Token).AsTask().IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_left_out()
    {
        using var gaveUp = new CancellationTokenSource();
        var first = await _turns.TakeAsync(Pod, Token);
        var second = _turns.TakeAsync(Pod, gaveUp.Token).AsTask();
        var third = _turns.TakeAsync(Pod, Token).AsTask();

        await gaveUp.CancelAsync();
        first.Dispose();

        (await third).Dispose();
        await second.Invoking(turn => turn).Should().ThrowAsync<OperationCanceledException>();
        _turns.Count.Should().Be(0);
    }

    [Fact]
    public async Task Who_holds_too_long_is_passed_over_and_leaves_without_a_word()
    {
        var slow = await _turns.TakeAsync(Pod, Token);
        var second = _turns.TakeAsync(Pod, Token).AsTask();
        var third = _turns.TakeAsync(Pod, Token).AsTask();

        _time.Advance(WriteTurns.HoldMax);
        var went = await second;
        slow.Dispose();

        third.IsCompleted.Should().BeFalse("the slow one's turn was over already");
        went.Dispose();
        (await third).Dispose();
        _turns.Count.Should().Be(0);
    }

    [Fact]
    public async Task More_than_may_wait_go_on_at_once()
    {
        using var first = await _turns.TakeAsync(Pod, Token);
        var waiting = Enumerable.Range(0, WriteTurns.WaitingMax).Select(_ => _turns.TakeAsync(Pod, Token).AsTask()).ToList();

        var beyond = _turns.TakeAsync(Pod, Token).AsTask();

        beyond.IsCompleted.Should().BeTrue();
        waiting.Should().NotContain(turn => turn.IsCompleted);
    }
}
