using MiniKube.ApiServer.FlowControl.Queues;
using MiniKube.ApiServer.FlowControl.Schemas;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>A priority level that runs: its queues and seats behind a lock that is held for a few lines.</summary>
internal sealed class PriorityLevel(PriorityLevelConfiguration configuration, TimeProvider time)
{
    /// <summary>How much of a peak is still there a period later; upstream's.</summary>
    private const double DemandKept = 0.977;

    private readonly Lock _gate = new();
    private readonly QueueSet _set = new(configuration.Queuing, seats: 0);
    private readonly long _epoch = time.GetTimestamp();
    private double _smoothedDemand;
    private int _exemptExecuting;
    private long _dispatched;

    public PriorityLevelConfiguration Configuration { get; private set; } = configuration;

    public SeatLimits Limits { get; private set; } = new(0, 0, 0);

    public SeatDemand LastDemand { get; private set; } = new(0, 0, 0);

    public long Dispatched => Volatile.Read(ref _dispatched);

    public long Rejected { get; private set; }

    public long TimedOut { get; private set; }

    public long Cancelled { get; private set; }

    public int SeatLimit => _set.Seats;

    public int SeatsInUse => Configuration.IsExempt ? Volatile.Read(ref _exemptExecuting) : _set.SeatsInUse;

    private TimeSpan Now => time.GetElapsedTime(_epoch);

    /// <summary>Changes what the level is; its seats go back to what its shares give.</summary>
    public void Configure(PriorityLevelConfiguration configuration, SeatLimits limits)
    {
        lock (_gate)
        {
            if (configuration == Configuration && limits == Limits)
            {
                return;
            }

            Configuration = configuration;
            Limits = limits;
            _set.Configure(configuration.Queuing);
            _set.Seats = limits.Nominal;
            StartWaiting();
        }
    }

    /// <summary>What the level would like to have of all seats, by what was wanted in the period that ends now.</summary>
    public SeatBounds EndPeriod()
    {
        lock (_gate)
        {
            LastDemand = _set.TakeDemand(Now);
            var envelope = LastDemand.Average + LastDemand.Deviation;
            _smoothedDemand = Math.Max(envelope, (DemandKept * _smoothedDemand) + ((1 - DemandKept) * envelope));
            return new SeatBounds(Math.Max(Limits.Lower, Math.Min(Limits.Nominal, LastDemand.High)), Limits.Upper, Math.Max(Limits.Lower, _smoothedDemand));
        }
    }

    public void SetSeats(int seats)
    {
        lock (_gate)
        {
            _set.Seats = seats;
            StartWaiting();
        }
    }

    /// <summary>Started, or queued with a turn to wait for, or refused.</summary>
    public ArrivalResult Arrive(FlowTicket ticket, ulong flow)
    {
        if (Configuration.IsExempt)
        {
            Interlocked.Increment(ref _exemptExecuting);
            ticket.IsExempt = true;
            ticket.ArrivedAt = ticket.StartedAt = Now;
            Began(ticket);
            return ArrivalResult.Started;
        }

        lock (_gate)
        {
            var result = _set.Arrive(ticket, flow, Now);
            switch (result)
            {
                case ArrivalResult.Started:
                    Began(ticket);
                    break;
                case ArrivalResult.Queued:
                    ticket.Turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    ticket.Route.Measures.AddWaiting(1);
                    break;
                default:
                    Rejected++;
                    break;
            }

            return result;
        }
    }

    /// <summary>Takes a ticket back that waits.</summary>
    /// <param name="ticket">One that was queued.</param>
    /// <param name="isTimedOut">True when it waited too long, false when nobody waits for it any more.</param>
    /// <returns>False when its turn has come in the meantime.</returns>
    public bool Withdraw(FlowTicket ticket, bool isTimedOut)
    {
        lock (_gate)
        {
            if (!_set.Withdraw(ticket, Now))
            {
                return false;
            }

            Rejected++;
            TimedOut += isTimedOut ? 1 : 0;
            Cancelled += isTimedOut ? 0 : 1;
            ticket.Route.Measures.AddWaiting(-1);
            StartWaiting();
            return true;
        }
    }

    /// <summary>A ticket that ran is given back.</summary>
    public void Leave(FlowTicket ticket)
    {
        var measures = ticket.Route.Measures;
        measures.AddExecuting(-1);
        measures.Ran.Observe((Now - ticket.StartedAt).TotalSeconds);
        if (ticket.IsExempt)
        {
            Interlocked.Decrement(ref _exemptExecuting);
            return;
        }

        lock (_gate)
        {
            _set.Finish(ticket, Now);
            StartWaiting();
        }
    }

    /// <summary>Looks at the queues while nothing changes in them.</summary>
    public T Inspect<T>(Func<QueueSet, T> look)
    {
        lock (_gate)
        {
            return look(_set);
        }
    }

    private void StartWaiting()
    {
        while (_set.StartNext(Now) is FlowTicket next)
        {
            next.Route.Measures.AddWaiting(-1);
            Began(next);
            next.Turn!.TrySetResult();
        }
    }

    private void Began(FlowTicket ticket)
    {
        var measures = ticket.Route.Measures;
        Interlocked.Increment(ref _dispatched);
        measures.Dispatched.Inc();
        measures.AddExecuting(1);
        measures.Waited.Observe((ticket.StartedAt - ticket.ArrivedAt).TotalSeconds);
    }
}
