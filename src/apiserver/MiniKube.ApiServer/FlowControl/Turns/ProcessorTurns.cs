namespace MiniKube.ApiServer.FlowControl.Turns;

/// <summary>
/// Lets as many requests compute at once as there are processors, in fair turns. Seats bound requests that wait for something while they run; those that
/// never wait hold a seat only while a thread runs them, and would be served in the order in which they came: behind a flood.
/// </summary>
internal sealed class ProcessorTurns(int processors, TimeSpan waitMax, TimeProvider time)
{
    /// <summary>Requests of all flows that wait, each with what it holds of memory.</summary>
    private const int WaitingMax = 10_000;

    private readonly Lock _gate = new();
    private readonly TurnQueue _queue = new(processors, WaitingMax);
    private readonly long _epoch = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_epoch);

    /// <summary>Takes a turn if nobody waits for one; <see cref="Finish()"/> it when the caller has its thread back.</summary>
    public bool TryStart()
    {
        lock (_gate)
        {
            return _queue.TryStart();
        }
    }

    public void Finish()
    {
        lock (_gate)
        {
            _queue.Finish();
            StartWaiting();
        }
    }

    /// <summary>The first turn of a request: it may be refused, or wait for too long.</summary>
    public TurnAwaiter First(FlowTicket ticket, CancellationToken cancellationToken) => new(new WaitingTurn(this, ticket, isRefusable: true, cancellationToken));

    /// <summary>A turn of a request that has begun, has waited for something and now goes on. Where nobody else waits it just goes on.</summary>
    public TurnAwaiter Further(FlowTicket ticket, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _queue.IsContended ? new(new WaitingTurn(this, ticket, isRefusable: false, cancellationToken)) : default;
        }
    }

    public void Arrive(WaitingTurn turn)
    {
        var (level, measures) = (turn.Ticket.Route.Level, turn.Ticket.Route.Measures);
        lock (_gate)
        {
            if (!_queue.TryEnqueue(turn, measures.Level, level.Limits.Nominal, turn.Ticket.FlowHash, turn.IsRefusable, Now))
            {
                measures.QueueFull.Inc();
                turn.GoOn(TurnResult.Refused);
                return;
            }

            measures.AddWaiting(1);
            StartWaiting();
        }
    }

    public void Finish(WaitingTurn turn)
    {
        lock (_gate)
        {
            _queue.Finish(turn, Now);
            StartWaiting();
        }
    }

    /// <summary>Takes a turn back that waits.</summary>
    /// <returns>False when it does not wait.</returns>
    public bool Withdraw(WaitingTurn turn)
    {
        lock (_gate)
        {
            if (!_queue.Withdraw(turn))
            {
                return false;
            }
        }

        turn.Ticket.Route.Measures.AddWaiting(-1);
        turn.Ticket.Route.Measures.Cancelled.Inc();
        return true;
    }

    private void StartWaiting()
    {
        var now = Now;
        while (_queue.StartNext(now) is WaitingTurn next)
        {
            var measures = next.Ticket.Route.Measures;
            measures.AddWaiting(-1);
            if (next.IsRefusable && now - next.ArrivedAt > waitMax)
            {
                measures.TimedOut.Inc();
                _queue.Finish(next, now);
                next.GoOn(TurnResult.TimedOut);
            }
            else
            {
                next.GoOn(TurnResult.Started);
            }
        }
    }
}
