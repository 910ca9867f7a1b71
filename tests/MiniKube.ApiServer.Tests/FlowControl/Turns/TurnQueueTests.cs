using CsCheck;
using MiniKube.ApiServer.FlowControl.Turns;

namespace MiniKube.ApiServer.Tests.FlowControl.Turns;

public sealed class TurnQueueTests
{
    private const string Level = "level";

    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1);

    [Fact]
    public void What_finds_a_place_and_nobody_waiting_starts_at_once()
    {
        var queue = new TurnQueue(turnsMax: 2, waitingMax: 10);

        var started = Enumerable.Range(0, 3).Select(_ => queue.TryStart()).ToList();
        queue.Finish();

        started.Should().Equal(true, true, false);
        queue.TryStart().Should().BeTrue();
    }

    [Fact]
    public void Nobody_overtakes_those_who_wait()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 10);
        queue.TryStart();
        var waiting = Enqueue(queue, flow: 1);
        queue.Finish();

        queue.TryStart().Should().BeFalse();
        queue.StartNext(Start).Should().BeSameAs(waiting);
    }

    [Fact]
    public void A_flow_that_floods_keeps_another_one_waiting_for_one_turn()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 10_000);
        for (var count = 0; count < 1000; count++)
        {
            Enqueue(queue, flow: 1);
        }

        var now = Start;
        for (var count = 0; count < 500; count++)
        {
            RunOne(queue, ref now);
        }

        var running = queue.StartNext(now)!;
        var quiet = Enqueue(queue, flow: 2);
        now += Milliseconds(1);
        queue.Finish(running, now);
        var next = Enumerable.Range(0, 2).Select(_ => RunOne(queue, ref now)).ToList();

        next.Should().Contain(quiet);
    }

    [Fact]
    public void Flows_share_by_how_long_their_turns_take()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 10_000);
        var fast = Enumerable.Range(0, 1000).Select(_ => Enqueue(queue, flow: 1)).ToHashSet();
        var slow = Enumerable.Range(0, 1000).Select(_ => Enqueue(queue, flow: 2)).ToHashSet();
        var (fastTime, slowTime) = (0.0, 0.0);
        var now = Start;
        for (var count = 0; count < 500; count++)
        {
            var turn = queue.StartNext(now)!;
            var lasts = fast.Contains(turn) ? 1 : 10;
            (fastTime, slowTime) = fast.Contains(turn) ? (fastTime + lasts, slowTime) : (fastTime, slowTime + lasts);
            now += Milliseconds(lasts);
            queue.Finish(turn, now);
        }

        (fastTime / slowTime).Should().BeInRange(0.9, 1.1);
        slow.Should().Contain(turn => turn.Place == null);
    }

    [Fact]
    public void Levels_share_by_their_weights_however_many_flows_they_have()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 10_000);
        var heavy = Enumerable.Range(0, 1000).Select(_ => Enqueue(queue, flow: 1, "heavy", weight: 30)).ToHashSet();
        for (ulong flow = 0; flow < 1000; flow++)
        {
            Enqueue(queue, flow, "light", weight: 10);
        }

        var now = Start;
        var served = Enumerable.Range(0, 400).Select(_ => RunOne(queue, ref now)).Count(heavy.Contains);

        served.Should().BeInRange(290, 310, "three quarters of the time are its part");
    }

    [Fact]
    public void Who_asks_for_nothing_saves_nothing_up()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 10_000);
        for (var count = 0; count < 1000; count++)
        {
            Enqueue(queue, flow: 1);
        }

        var now = Start;
        for (var count = 0; count < 500; count++)
        {
            RunOne(queue, ref now);
        }

        var late = Enumerable.Range(0, 400).Select(_ => Enqueue(queue, flow: 2)).ToHashSet();
        var served = Enumerable.Range(0, 100).Select(_ => RunOne(queue, ref now)).Count(late.Contains);

        served.Should().BeInRange(45, 55);
    }

    [Fact]
    public void When_too_many_wait_a_flow_that_has_its_part_of_them_is_refused_and_another_is_not()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 100);
        queue.TryStart();
        var flood = Enumerable.Range(0, 1000).Count(_ => queue.TryEnqueue(new QueuedTurn(), Level, 1, flow: 1, isRefusable: true, Start));

        var other = queue.TryEnqueue(new QueuedTurn(), Level, 1, flow: 2, isRefusable: true, Start);
        var begun = queue.TryEnqueue(new QueuedTurn(), Level, 1, flow: 1, isRefusable: false, Start);

        (flood, other, begun).Should().Be((100, true, true));
    }

    [Fact]
    public void What_is_withdrawn_does_not_run()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 10);
        var (first, second) = (Enqueue(queue, flow: 1), Enqueue(queue, flow: 2));

        queue.Withdraw(first).Should().BeTrue();

        queue.Withdraw(first).Should().BeFalse();
        queue.StartNext(Start).Should().BeSameAs(second);
        queue.Withdraw(second).Should().BeFalse("it runs");
    }

    [Fact]
    public void Flows_that_ask_for_nothing_any_more_are_forgotten()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 10_000);
        var now = Start;
        Enqueue(queue, flow: 0);
        Enqueue(queue, flow: 0);
        QueuedTurn last = null!;
        for (ulong flow = 1; flow < 5_000; flow++)
        {
            last = Enqueue(queue, flow);
            RunOne(queue, ref now);
        }

        last.Flow!.Level.FlowCount.Should().BeLessThan(200);
    }

    [Fact]
    public void However_long_a_flood_of_short_and_long_turns_goes_on_another_flow_does_not_wait_longer()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 100_000);
        var now = Start;
        for (var count = 0; count < 50_000; count++)
        {
            Enqueue(queue, flow: 1);
        }

        var random = new Random(1);
        var waits = new List<int>();
        for (var count = 0; count < 1000; count++)
        {
            var quiet = Enqueue(queue, flow: 2);
            var turn = queue.StartNext(now)!;
            for (waits.Add(0); turn != quiet; waits[^1]++)
            {
                now += Milliseconds(random.Next(2) * 20);
                queue.Finish(turn, now);
                turn = queue.StartNext(now)!;
            }

            queue.Finish(quiet, now);
        }

        waits.Max().Should().BeLessThan(15);
        waits.Average().Should().BeLessThan(3);
    }

    [Fact]
    public void Ever_new_flows_do_not_keep_one_waiting_that_is_there()
    {
        var queue = new TurnQueue(turnsMax: 1, waitingMax: 10_000);
        var now = Start;
        Enqueue(queue, flow: 0);
        var second = Enqueue(queue, flow: 0);
        var served = new List<QueuedTurn>();
        for (ulong flow = 1; flow < 20; flow++)
        {
            Enqueue(queue, flow);
            Enqueue(queue, flow + 1000);
            served.Add(RunOne(queue, ref now));
        }

        served.IndexOf(second).Should().BeInRange(1, 15);
    }

    [Fact]
    public void Whatever_comes_and_goes_no_more_run_than_may_and_nothing_is_forgotten() => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 20]).Array[1, 300].Sample(steps =>
    {
        var queue = new TurnQueue(turnsMax: 3, waitingMax: 1000);
        var (atOnce, running, waiting) = (0, new List<QueuedTurn>(), new List<QueuedTurn>());
        var now = Start;
        foreach (var (action, pick) in steps)
        {
            now += Milliseconds(pick);
            switch (action)
            {
                case 0 when running.Count > 0:
                    queue.Finish(running[pick % running.Count], now);
                    running.RemoveAt(pick % running.Count);
                    break;
                case 1 when waiting.Count > 0:
                    queue.Withdraw(waiting[pick % waiting.Count]).Should().BeTrue();
                    waiting.RemoveAt(pick % waiting.Count);
                    break;
                case 2 when atOnce > 0:
                    queue.Finish();
                    atOnce--;
                    break;
                case 3:
                    atOnce += queue.TryStart() ? 1 : 0;
                    break;
                default:
                    waiting.Add(Enqueue(queue, (ulong)pick % 5, $"level{pick % 3}", weight: 1 + pick));
                    break;
            }

            while (queue.StartNext(now) is { } next)
            {
                waiting.Remove(next).Should().BeTrue();
                running.Add(next);
            }

            (queue.Running, queue.WaitingCount).Should().Be((atOnce + running.Count, waiting.Count));
            queue.Running.Should().BeLessThanOrEqualTo(3);
            (waiting.Count == 0 || queue.Running == 3).Should().BeTrue("no place is free while something waits");
        }
    });

    private static QueuedTurn Enqueue(TurnQueue queue, ulong flow, string level = Level, double weight = 1)
    {
        var turn = new QueuedTurn();
        queue.TryEnqueue(turn, level, weight, flow, isRefusable: true, Start).Should().BeTrue();
        return turn;
    }

    private static QueuedTurn RunOne(TurnQueue queue, ref TimeSpan now)
    {
        var turn = queue.StartNext(now)!;
        now += Milliseconds(1);
        queue.Finish(turn, now);
        return turn;
    }

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
