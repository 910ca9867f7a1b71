using MiniKube.Mvcc;
using MiniKube.Mvcc.Leases;
using MiniKube.Raft;

namespace MiniKube.Store.Leases;

/// <summary>
/// When leases expire: known to the leader alone, by its own clock. Its owner says when leadership comes and goes and shows it each new state;
/// what expires is proposed to be revoked. One timer, for the soonest end; none when there are no leases.
/// </summary>
internal sealed class LeaseClock : IDisposable
{
    /// <summary>How long to wait before proposing again what found the queue full.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>Timers cannot be set for centuries; leases can.</summary>
    private static readonly TimeSpan TimerMax = TimeSpan.FromDays(1);

    private readonly Dictionary<LeaseId, LeaseTerm> _terms = [];
    private readonly PriorityQueue<LeaseId, TimeSpan> _soonest = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Func<LeaseId, Term, bool> _revoke;
    private readonly ITimer _timer;
    private bool _isLeading;
    private Term _leadership;
    private long _changesSeen;

    /// <param name="time">The clock.</param>
    /// <param name="revoke">
    /// Proposes to revoke a lease, without waiting; false when that is not possible just now. It must not be done under another leadership than
    /// the one given: the next leader counts anew, and may have let the lease be renewed.
    /// </param>
    public LeaseClock(TimeProvider time, Func<LeaseId, Term, bool> revoke)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _revoke = revoke;
        _timer = time.CreateTimer(static self => ((LeaseClock)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>From now on this member decides. Every lease of the state begins anew, since nobody knows when it was renewed last.</summary>
    public void BecameLeader(Term leadership, MvccState state)
    {
        lock (_gate)
        {
            _isLeading = true;
            _leadership = leadership;
            Load(state.Leases);
            Arm();
        }
    }

    /// <summary>Others decide from now on.</summary>
    public void LostLeadership()
    {
        lock (_gate)
        {
            _isLeading = false;
            Clear();
            Arm();
        }
    }

    /// <summary>To be called by the one who applies, with each state that a command has made. Costs nothing when no lease has come or gone.</summary>
    public void Observe(MvccState state)
    {
        var leases = state.Leases;
        if (leases.Changes == Volatile.Read(ref _changesSeen))
        {
            return;
        }

        lock (_gate)
        {
            if (!_isLeading)
            {
                Volatile.Write(ref _changesSeen, leases.Changes);
                return;
            }

            if (leases.Changes != _changesSeen + 1)
            {
                Load(leases);
            }
            else if (leases.Find(leases.LastChanged) is { } granted)
            {
                Begin(granted);
            }
            else
            {
                _terms.Remove(leases.LastChanged);
            }

            Volatile.Write(ref _changesSeen, leases.Changes);
            Arm();
        }
    }

    /// <summary>Begins a lease's time anew. Null when it does not exist, is ending, or is not this member's to decide.</summary>
    public TimeSpan? Renew(LeaseId lease)
    {
        lock (_gate)
        {
            if (!_terms.TryGetValue(lease, out var term) || term.IsEnding)
            {
                return null;
            }

            // Its place in the queue stays: when its turn comes, it will be found to have been renewed.
            term.Deadline = Now + term.Ttl;
            return term.Ttl;
        }
    }

    /// <summary>How long a lease has left, zero when it is ending. Null when it does not exist, or is not this member's to decide.</summary>
    public TimeSpan? Remaining(LeaseId lease)
    {
        lock (_gate)
        {
            return _terms.TryGetValue(lease, out var term) ? Later(TimeSpan.Zero, term.Deadline - Now) : null;
        }
    }

    public void Dispose() => _timer.Dispose();

    private static TimeSpan Later(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private void Load(LeaseTable leases)
    {
        var before = new Dictionary<LeaseId, LeaseTerm>(_terms);
        Clear();
        foreach (var lease in leases.All)
        {
            // After more than one change at once, those known keep their time.
            if (before.TryGetValue(lease.Id, out var term))
            {
                _terms.Add(lease.Id, term);
                Queue(lease.Id, term, term.Deadline);
            }
            else
            {
                Begin(lease);
            }
        }

        Volatile.Write(ref _changesSeen, leases.Changes);
    }

    private void Begin(Lease lease)
    {
        var term = new LeaseTerm(TimeSpan.FromSeconds(lease.TtlSeconds));
        term.Deadline = Now + term.Ttl;
        _terms[lease.Id] = term;
        Queue(lease.Id, term, term.Deadline);
    }

    private void Queue(LeaseId lease, LeaseTerm term, TimeSpan at)
    {
        term.QueuedAt = at;
        _soonest.Enqueue(lease, at);
    }

    private void Clear()
    {
        _terms.Clear();
        _soonest.Clear();
    }

    private void Tick()
    {
        lock (_gate)
        {
            var now = Now;
            while (_soonest.TryPeek(out var lease, out var at) && at <= now)
            {
                _soonest.Dequeue();

                // Anything else stands there for a lease that was revoked, and perhaps granted again.
                if (_terms.TryGetValue(lease, out var term) && term.QueuedAt == at && !term.IsEnding)
                {
                    Due(lease, term, now);
                }
            }

            Arm();
        }
    }

    private void Due(LeaseId lease, LeaseTerm term, TimeSpan now)
    {
        if (term.Deadline > now)
        {
            Queue(lease, term, term.Deadline);
        }
        else if (_revoke(lease, _leadership))
        {
            term.IsEnding = true;
        }
        else
        {
            Queue(lease, term, now + RetryAfter);
        }
    }

    private void Arm()
    {
        var due = Timeout.InfiniteTimeSpan;
        if (_soonest.TryPeek(out _, out var at))
        {
            // A whole millisecond at least: timers know nothing finer, and must not fire before the time.
            due = Later(TimeSpan.FromMilliseconds(1), at - Now);
            due = due < TimerMax ? due : TimerMax;
        }

        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }
}
