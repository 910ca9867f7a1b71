namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>
/// Shares seats between flows: each flow has a hand of queues, waits in the shortest, and queues are served fairly by the seat seconds that their
/// requests take (fair queuing in virtual time, KEP-1040). Knows no clock, thread or task: whoever owns it says what time it is, and calls it one at a time.
/// </summary>
internal sealed class QueueSet
{
    /// <summary>What a request is taken to last until it has ended.</summary>
    private const double SecondsGuessed = 0.003;

    private readonly SeatDemandMeter _demand = new();
    private readonly List<FlowQueue> _waiting = [];
    private FlowQueue[] _queues = [];
    private QueueSetOptions _options;
    private TimeSpan _last;
    private double _virtual;
    private int _active;
    private int _waitingSeats;

    /// <param name="options">Its queues.</param>
    /// <param name="seats">How many there are.</param>
    public QueueSet(QueueSetOptions options, int seats)
    {
        _options = options;
        Configure(options);
        Seats = seats;
    }

    /// <summary>How many may be taken at once; what runs when it is lowered runs on.</summary>
    public int Seats { get; set; }

    public int SeatsInUse { get; private set; }

    public int Executing { get; private set; }

    public int WaitingCount { get; private set; }

    public IReadOnlyList<FlowQueue> Queues => _queues;

    /// <summary>Changes the shape; what waits in a queue that is no longer dealt is served all the same.</summary>
    public void Configure(QueueSetOptions options)
    {
        _options = options with { HandSize = Math.Min(Math.Min(options.HandSize, options.Queues), Hand.SizeMax) };
        if (options.Queues > _queues.Length)
        {
            _queues = [.. _queues, .. Enumerable.Range(_queues.Length, options.Queues - _queues.Length).Select(index => new FlowQueue(index))];
        }
    }

    public ArrivalResult Arrive(QueuedRequest request, ulong flow, TimeSpan now)
    {
        Advance(now);
        request.ArrivedAt = now;
        request.ArrivedAtVirtual = _virtual;
        var isFree = WaitingCount == 0 && Accommodates(request.Seats);
        if (_options.Queues > 0)
        {
            request.Queue = ShortestOf(flow);
            if (!request.Queue.IsActive)
            {
                request.Queue.NextDispatch = _virtual;
            }
        }

        if (isFree)
        {
            _active += request.Queue is { IsActive: false } ? 1 : 0;
            Start(request, now);
            return ArrivalResult.Started;
        }

        if (request.Queue is not { } queue)
        {
            return ArrivalResult.NoSeat;
        }

        if (queue.Waiting.Count >= _options.QueueLengthMax)
        {
            return ArrivalResult.QueueFull;
        }

        Enqueue(request, queue);
        _demand.Set(SeatsInUse + _waitingSeats, now);
        return ArrivalResult.Queued;
    }

    /// <summary>Starts the request whose turn it is; null when there is none, or no seat for it. Call until it says so.</summary>
    public QueuedRequest? StartNext(TimeSpan now)
    {
        if (WaitingCount == 0)
        {
            return null;
        }

        Advance(now);
        var queue = NextQueue();
        var request = queue.Waiting.First!.Value;
        if (!Accommodates(request.Seats))
        {
            return null;
        }

        Dequeue(request, queue);
        if (queue.Waiting.Count > 0)
        {
            // Of equals the one that was not served last.
            _waiting.Remove(queue);
            _waiting.Add(queue);
        }

        Start(request, now);
        return request;
    }

    /// <summary>A request that ran has ended; others may start.</summary>
    public void Finish(QueuedRequest request, TimeSpan now)
    {
        Advance(now);
        Executing--;
        SeatsInUse -= request.Seats;
        if (request.Queue is { } queue)
        {
            queue.Executing--;
            queue.ExecutingSeats -= request.Seats;

            // It was charged for what it was taken to last.
            queue.NextDispatch -= (SecondsGuessed - (now - request.StartedAt).TotalSeconds) * request.Seats;
            _active -= queue.IsActive ? 0 : 1;
        }

        _demand.Set(SeatsInUse + _waitingSeats, now);
    }

    /// <summary>Takes a request back that waits.</summary>
    /// <returns>False when it does not wait: it has been started.</returns>
    public bool Withdraw(QueuedRequest request, TimeSpan now)
    {
        if (!request.IsWaiting)
        {
            return false;
        }

        Advance(now);
        var queue = request.Queue!;
        Dequeue(request, queue);
        _active -= queue.IsActive ? 0 : 1;
        _demand.Set(SeatsInUse + _waitingSeats, now);
        return true;
    }

    /// <summary>How many seats were wanted since this was asked last.</summary>
    public SeatDemand TakeDemand(TimeSpan now) => _demand.Take(now);

    /// <summary>What is wider than all seats together runs alone.</summary>
    private bool Accommodates(int seats) => seats > Seats ? Executing == 0 && Seats > 0 : SeatsInUse + seats <= Seats;

    private void Start(QueuedRequest request, TimeSpan now)
    {
        request.StartedAt = now;
        Executing++;
        SeatsInUse += request.Seats;
        if (request.Queue is { } queue)
        {
            queue.Executing++;
            queue.ExecutingSeats += request.Seats;
            queue.NextDispatch += SecondsGuessed * request.Seats;
        }

        _demand.Set(SeatsInUse + _waitingSeats, now);
    }

    private void Enqueue(QueuedRequest request, FlowQueue queue)
    {
        _active += queue.IsActive ? 0 : 1;
        request.Place = queue.Waiting.AddLast(request);
        queue.WaitingSeats += request.Seats;
        _waitingSeats += request.Seats;
        WaitingCount++;
        if (queue.Waiting.Count == 1)
        {
            _waiting.Add(queue);
        }
    }

    private void Dequeue(QueuedRequest request, FlowQueue queue)
    {
        queue.Waiting.Remove(request.Place!);
        request.Place = null;
        queue.WaitingSeats -= request.Seats;
        _waitingSeats -= request.Seats;
        WaitingCount--;
        if (queue.Waiting.Count == 0)
        {
            _waiting.Remove(queue);
        }
    }

    /// <summary>Of those in which something waits, the one whose next request would end first.</summary>
    private FlowQueue NextQueue()
    {
        var best = _waiting[0];
        var earliest = double.MaxValue;
        foreach (var queue in _waiting)
        {
            var head = queue.Waiting.First!.Value;

            // Nothing begins before it has come: a queue that takes less than its part saves nothing up.
            queue.NextDispatch = Math.Max(queue.NextDispatch, head.ArrivedAtVirtual);
            var end = queue.NextDispatch + (SecondsGuessed * head.Seats);
            if (end < earliest)
            {
                (best, earliest) = (queue, end);
            }
        }

        return best;
    }

    private FlowQueue ShortestOf(ulong flow)
    {
        Span<int> hand = stackalloc int[Hand.SizeMax];
        hand = hand[.._options.HandSize];
        Hand.Deal(flow, _options.Queues, hand);
        var shortest = _queues[hand[0]];
        foreach (var card in hand[1..])
        {
            var queue = _queues[card];
            if (queue.WaitingSeats + queue.ExecutingSeats < shortest.WaitingSeats + shortest.ExecutingSeats)
            {
                shortest = queue;
            }
        }

        return shortest;
    }

    /// <summary>Virtual time goes at the speed at which each active queue is served when all get the same.</summary>
    private void Advance(TimeSpan now)
    {
        var seconds = (now - _last).TotalSeconds;
        if (seconds <= 0)
        {
            return;
        }

        _last = now;
        if (_active > 0)
        {
            _virtual += seconds * Math.Min(SeatsInUse + _waitingSeats, Seats) / _active;
        }
    }
}
