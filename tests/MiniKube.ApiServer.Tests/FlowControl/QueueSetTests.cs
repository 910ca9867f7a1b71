using CsCheck;
using MiniKube.ApiServer.FlowControl.Queues;

namespace MiniKube.ApiServer.Tests.FlowControl;

public sealed class QueueSetTests
{
    private static readonly QueueSetOptions Options = new(Queues: 64, HandSize: 4, QueueLengthMax: 50);

    [Fact]
    public void What_finds_a_seat_runs_at_once_and_the_rest_waits()
    {
        var set = new QueueSet(Options, seats: 2);

        var results = Enumerable.Range(0, 3).Select(_ => set.Arrive(new QueuedRequest(1), flow: 1, TimeSpan.Zero)).ToList();

        results.Should().Equal(ArrivalResult.Started, ArrivalResult.Started, ArrivalResult.Queued);
    }

    [Fact]
    public void A_flow_that_floods_does_not_keep_another_one_waiting()
    {
        var set = new QueueSet(Options, seats: 1);
        var running = new QueuedRequest(1);
        set.Arrive(running, Flow("flooder"), TimeSpan.Zero);
        for (var count = 0; count < 100; count++)
        {
            set.Arrive(new QueuedRequest(1), Flow("flooder"), TimeSpan.Zero);
        }

        var quiet = new QueuedRequest(1);
        set.Arrive(quiet, Flow("quiet"), Milliseconds(1));
        var order = Drain(set, running);

        order.IndexOf(quiet).Should().BeLessThanOrEqualTo(4, "each of the four queues of the other flow may have one turn before");
    }

    [Fact]
    public void Flows_share_seats_by_how_long_their_requests_take()
    {
        var set = new QueueSet(Options with { QueueLengthMax = 1000 }, seats: 1);
        var now = TimeSpan.Zero;
        var running = new QueuedRequest(1);
        set.Arrive(running, Flow("slow"), now);
        var slow = Fill(set, Flow("slow"), 400, now);
        var fast = Fill(set, Flow("fast"), 400, now);
        var (slowTime, fastTime) = (TimeSpan.Zero, TimeSpan.Zero);
        QueuedRequest? current = running;
        while (slow.Any(request => request.IsWaiting) && fast.Any(request => request.IsWaiting))
        {
            var isFast = fast.Contains(current!);
            var lasts = Milliseconds(isFast ? 1 : 10);
            now += lasts;
            (slowTime, fastTime) = isFast ? (slowTime, fastTime + lasts) : (slowTime + lasts, fastTime);
            set.Finish(current!, now);
            current = set.StartNext(now);
        }

        (fastTime / slowTime).Should().BeInRange(0.5, 2, "both get about the same part of the time, not of the turns");
    }

    [Fact]
    public void A_queue_that_is_full_refuses()
    {
        var set = new QueueSet(new QueueSetOptions(1, 1, 2), seats: 1);

        var results = Enumerable.Range(0, 4).Select(_ => set.Arrive(new QueuedRequest(1), flow: 1, TimeSpan.Zero)).ToList();

        results.Should().Equal(ArrivalResult.Started, ArrivalResult.Queued, ArrivalResult.Queued, ArrivalResult.QueueFull);
    }

    [Fact]
    public void Without_queues_what_finds_no_seat_is_refused()
    {
        var set = new QueueSet(QueueSetOptions.None, seats: 1);
        var first = new QueuedRequest(1);

        set.Arrive(first, flow: 1, TimeSpan.Zero).Should().Be(ArrivalResult.Started);
        set.Arrive(new QueuedRequest(1), flow: 1, TimeSpan.Zero).Should().Be(ArrivalResult.NoSeat);
        set.Finish(first, Milliseconds(1));

        set.Arrive(new QueuedRequest(1), flow: 1, Milliseconds(1)).Should().Be(ArrivalResult.Started);
    }

    [Fact]
    public void What_is_wider_than_all_seats_runs_alone_in_its_turn()
    {
        var set = new QueueSet(Options, seats: 2);
        var first = new QueuedRequest(1);
        var wide = new QueuedRequest(10);
        set.Arrive(first, flow: 1, TimeSpan.Zero);
        set.Arrive(wide, flow: 2, TimeSpan.Zero);

        set.StartNext(TimeSpan.Zero).Should().BeNull();
        set.Finish(first, Milliseconds(1));

        set.StartNext(Milliseconds(1)).Should().BeSameAs(wide);
        set.Arrive(new QueuedRequest(1), flow: 3, Milliseconds(1)).Should().Be(ArrivalResult.Queued);
    }

    [Fact]
    public void Whatever_comes_and_goes_seats_are_never_oversold_and_nothing_is_forgotten() => Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4], Gen.Int[0, 20]).Array[1, 200].Sample(steps =>
    {
        var set = new QueueSet(new QueueSetOptions(8, 2, 10), seats: 5);
        var (running, waiting) = (new List<QueuedRequest>(), new List<QueuedRequest>());
        var now = TimeSpan.Zero;
        foreach (var (action, seats, pick) in steps)
        {
            now += Milliseconds(pick);
            Step(set, action, seats, pick, now, running, waiting);
            while (set.StartNext(now) is { } next)
            {
                waiting.Remove(next).Should().BeTrue();
                running.Add(next);
            }

            set.SeatsInUse.Should().Be(running.Sum(request => request.Seats)).And.BeLessThanOrEqualTo(5);
            (set.Executing, set.WaitingCount).Should().Be((running.Count, waiting.Count));
            (waiting.Count == 0 || running.Count > 0).Should().BeTrue("something runs while something waits");
        }
    });

    private static void Step(QueueSet set, int action, int seats, int pick, TimeSpan now, List<QueuedRequest> running, List<QueuedRequest> waiting)
    {
        if (action == 0 && running.Count > 0)
        {
            var ended = running[pick % running.Count];
            running.Remove(ended);
            set.Finish(ended, now);
        }
        else if (action == 1 && waiting.Count > 0)
        {
            var withdrawn = waiting[pick % waiting.Count];
            waiting.Remove(withdrawn);
            set.Withdraw(withdrawn, now).Should().BeTrue();
        }
        else
        {
            var request = new QueuedRequest(seats);
            var result = set.Arrive(request, (ulong)pick * 7919, now);
            (result switch { ArrivalResult.Started => running, ArrivalResult.Queued => waiting, _ => [] }).Add(request);
        }
    }

    private static List<QueuedRequest> Fill(QueueSet set, ulong flow, int count, TimeSpan now)
    {
        var requests = Enumerable.Range(0, count).Select(_ => new QueuedRequest(1)).ToList();
        requests.ForEach(request => set.Arrive(request, flow, now).Should().Be(ArrivalResult.Queued));
        return requests;
    }

    private static List<QueuedRequest> Drain(QueueSet set, QueuedRequest running)
    {
        var order = new List<QueuedRequest>();
        var now = Milliseconds(1);
        for (QueuedRequest? current = running; current is not null; current = set.StartNext(now))
        {
            order.Add(current);
            now += Milliseconds(5);
            set.Finish(current, now);
        }

        return order;
    }

    private static ulong Flow(string name) => FlowHash.Of(3, "schema", name);

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
