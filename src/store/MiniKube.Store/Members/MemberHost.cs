using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Leases;
using MiniKube.Store.Loops;
using MiniKube.Store.Metrics;
using MiniKube.Store.Peers;
using MiniKube.Store.Questions;
using MiniKube.Store.Snapshots;
using MiniKube.Store.Watching;

namespace MiniKube.Store.Members;

/// <summary>
/// Gives a member its thread, its clock and its queue. Takes what waits, many at once, so that they share one sync and one round; whoever
/// reads takes the state as it is, without asking the loop. A member that is alone has no timer.
/// </summary>
internal sealed partial class MemberHost : IMemberListener, IAsyncDisposable
{
    private const int BatchMax = 1024;

    /// <summary>Longer batches would make the first of them wait for no gain.</summary>
    private const int BatchBytesMax = 1 << 20;

    private readonly Channel<MemberInput> _queue;
    private readonly MemberMail _mail;
    private readonly MemberClock _clock;
    private readonly LoopSignal _signal = new();
    private readonly ThreadPoolBackground _background;
    private readonly IPeers _peers;
    private readonly Member _member;
    private readonly ILogger _logger;
    private readonly long _historyBytesMax;
    private readonly long _batchBytesMax;
    private readonly AgeCompaction? _ageCompaction;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private StatePoint _point;
    private Exception? _failure;
    private ulong _leader;
    private long _leaderChanges;
    private long _term;
    private bool _isAlone;
    private bool _isLeading;
    private bool _isDisposed;

    /// <param name="recovered">What there is, owned from now on.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="replication">Null: alone.</param>
    /// <param name="network">How to reach others.</param>
    /// <param name="services">Clock, chance and log.</param>
    public MemberHost(
        RecoveredMember recovered, StoreOptions options, ReplicationOptions? replication, IPeerNetwork network, HostEnvironment services)
    {
        _point = recovered.Machine.Newest;
        _logger = services.Logger;
        _historyBytesMax = options.HistoryBytesMax;
        _batchBytesMax = Math.Min(BatchBytesMax, options.SegmentBytes / 4);
        _queue = Channel.CreateBounded<MemberInput>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        Desk = new LeaderDesk(this, services.Time, replication?.RequestTimeout ?? TimeSpan.FromSeconds(7));
        HandOver = new HandOver(this, replication, services.Time, services.Logger);
        _mail = new MemberMail(_signal, Desk);
        _clock = new MemberClock(services.Time, replication?.Tick ?? TimeSpan.FromMilliseconds(100), _signal);
        _background = new ThreadPoolBackground(_signal);
        LeaseClock = new LeaseClock(services.Time, (lease, leadership) => TryPropose(new LeaseProposal(lease, null) { OnlyIn = leadership }));
        Watchers = new WatcherIndex(services.Time, options.ProgressInterval, State.Current);
        if (options.HistoryAge is { } age)
        {
            _ageCompaction = new AgeCompaction(services.Time, age, () => State, TryCompact);
        }

        Identity = recovered.Identity;
        _peers = network.Join(recovered.Identity, _mail);
        _member = new Member(
            recovered,
            MemberOptions.From(options, replication),
            new MemberEnvironment
            {
                Peers = _peers,
                Listener = this,
                Background = _background,
                Logger = services.Logger,
                Jitter = services.Jitter,
                Instance = services.Random(),
            });
        _running = new MemberLoop(_signal, TakePlace, Step, Fail).RunAsync(hasOwnThread: recovered.Disk is not null);
    }

    public StoreIdentity Identity { get; }

    /// <summary>The newest state that is durable.</summary>
    public MvccState State => Volatile.Read(ref _point).State;

    /// <summary>That state with its place in the log, and who belongs to the cluster.</summary>
    public StatePoint Point => Volatile.Read(ref _point);

    /// <summary>Whether what this member has applied is all there is.</summary>
    public bool IsAlone => Volatile.Read(ref _isAlone);

    /// <summary>Whether this member leads, and has applied all that was acknowledged before.</summary>
    public bool IsLeading => Volatile.Read(ref _isLeading);

    /// <summary>Who leads, as far as this member knows; none without one.</summary>
    public MemberId Leader => new(Volatile.Read(ref _leader));

    /// <summary>How many leaders have begun while this ran.</summary>
    public long LeaderChanges => Volatile.Read(ref _leaderChanges);

    public Term Term => new(Volatile.Read(ref _term));

    /// <summary>How long the way to each other member and back takes.</summary>
    public ImmutableSortedDictionary<MemberId, LatencySnapshot> RoundTrips => _peers.RoundTrips;

    /// <summary>Why this member does nothing any more; null when it does.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Answers what only the leader can.</summary>
    public LeaderDesk Desk { get; }

    /// <summary>For a stop that was asked for.</summary>
    public HandOver HandOver { get; }

    public WatcherIndex Watchers { get; }

    public LeaseClock LeaseClock { get; }

    public async ValueTask ProposeAsync(MemberInput input, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(input, cancellationToken);
            _signal.Set();
        }
        catch (ChannelClosedException)
        {
            throw Unavailable();
        }
    }

    /// <summary>Waits until a member that is alone has taken its place; others do so later.</summary>
    public async Task BeginAsync()
    {
        await Task.WhenAny(_begun.Task, _running);
        ThrowIfUnavailable();
    }

    /// <summary>Waits for the end of the loop, whatever ends it.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => _running.WaitAsync(cancellationToken);

    /// <summary>Waits until this member has applied all that was acknowledged before the call.</summary>
    public ValueTask CatchUpAsync(CancellationToken cancellationToken) => IsAlone ? ValueTask.CompletedTask : AskQuorumAsync(cancellationToken);

    /// <summary>Asks another member something.</summary>
    public ValueTask<ReadOnlyMemory<byte>> AskAsync(MemberId member, ReadOnlyMemory<byte> question, CancellationToken cancellationToken) =>
        _peers.AskAsync(member, question, cancellationToken);

    /// <summary>Nothing is answered from a store that cannot keep its promises.</summary>
    public void ThrowIfUnavailable()
    {
        if (Volatile.Read(ref _failure) is not null)
        {
            throw Unavailable();
        }
    }

    public StoreUnavailableException Unavailable() => Volatile.Read(ref _failure) is { } failure
        ? new StoreUnavailableException($"the store has failed and must be restarted: {failure.Message}", failure)
        : new StoreUnavailableException("the store is shutting down");

    void IMemberListener.Applied(StateMachine machine, List<ImmutableArray<KeyEvent>> events)
    {
        Show(machine);
        if (events.Count > 0)
        {
            Watchers.Notify(events, machine.State.Current);
        }

        if (_isLeading)
        {
            _ageCompaction?.Arm();
        }
    }

    void IMemberListener.Observe(MvccState state) => LeaseClock.Observe(state);

    void IMemberListener.Replaced(StateMachine machine)
    {
        var before = State.Current;
        Show(machine);
        Watchers.Jump(before.Next, machine.State.Current);
    }

    void IMemberListener.Leads(Term? leadership, MvccState state)
    {
        // Who sees this member lead finds its leases counted, and who does not find them sees it lead no more.
        if (leadership is { } term)
        {
            LeaseClock.BecameLeader(term, state);
            Volatile.Write(ref _isLeading, true);
            _ageCompaction?.Arm();
        }
        else
        {
            Volatile.Write(ref _isLeading, false);
            LeaseClock.LostLeadership();
        }
    }

    /// <summary>Finishes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _signal.Set();
        await _running;
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _clock.Dispose();
        _ageCompaction?.Dispose();
        LeaseClock.Dispose();
        Watchers.Dispose();
        await _peers.DisposeAsync();
        await _background.DisposeAsync();
        _member.Dispose();
    }

    private async ValueTask AskQuorumAsync(CancellationToken cancellationToken)
    {
        var barrier = new ReadBarrier();
        await ProposeAsync(barrier, cancellationToken);
        await barrier.WaitAsync(cancellationToken);
    }

    private void TakePlace()
    {
        _member.Process(_clock.Now);
        if (_member.IsAlone)
        {
            // There is nobody to wait for.
            _member.Campaign();
            _member.Process(_clock.Now);
        }

        Follow();
        _begun.TrySetResult();
    }

    /// <summary>False when this was the last step.</summary>
    private bool Step()
    {
        _mail.Deliver(_member);
        var isOver = !TakeBatch();

        // The clock comes last: a process may have stood still between any two lines, and a read is as old as its taking.
        var now = _clock.Now;
        if (_clock.TakeTick(now))
        {
            _member.Tick(now);
        }

        _member.Process(now);
        Follow();
        BoundHistory();
        if (isOver)
        {
            End();
        }

        return !isOver;
    }

    /// <summary>False when nothing will come any more.</summary>
    private bool TakeBatch()
    {
        long bytes = 0;
        var count = 0;
        while (_member.Waiting < BatchMax)
        {
            if (count == BatchMax || bytes >= _batchBytesMax)
            {
                _signal.Set();
                return true;
            }

            if (!_queue.Reader.TryRead(out var input))
            {
                return !_queue.Reader.Completion.IsCompleted;
            }

            input.Take(_member);
            count++;
            bytes += (input as Proposal)?.BytesMax ?? 0;
        }

        return !_queue.Reader.Completion.IsCompleted;
    }

    private void Follow()
    {
        Volatile.Write(ref _isAlone, _member.IsAlone && _isLeading);
        var leader = _member.Leader;
        if (leader.Value != _leader && !leader.IsNone)
        {
            Volatile.Write(ref _leaderChanges, _leaderChanges + 1);
        }

        Volatile.Write(ref _leader, leader.Value);
        Volatile.Write(ref _term, _member.Term.Value);
        _clock.Run(_member.HasPeers);
    }

    private void Show(StateMachine machine)
    {
        Volatile.Write(ref _point, machine.Newest);
        if (_isAlone && !machine.Roster.IsSoleVoter(Identity.Member))
        {
            Volatile.Write(ref _isAlone, false);
        }
    }

    private void BoundHistory()
    {
        var state = State;
        if (_isLeading && state.HistoryBytes > _historyBytesMax && state.Current > state.Compacted)
        {
            // A quarter at a time, so that this is rare. A full queue asks again soon enough.
            var kept = (state.Current.Value - state.Compacted.Value) * 3 / 4;
            TryCompact(new Revision(state.Current.Value - kept));
        }
    }

    private bool TryCompact(Revision upTo) => TryPropose(new CompactProposal(upTo));

    /// <summary>What the leader alone wants; nobody waits for it.</summary>
    private bool TryPropose(Proposal proposal)
    {
        if (!Volatile.Read(ref _isLeading) || !_queue.Writer.TryWrite(proposal))
        {
            return false;
        }

        _signal.Set();
        return true;
    }

    /// <summary>What needs others may never be answered now.</summary>
    private void End()
    {
        _member.Fail(Unavailable());
        Watchers.End();
    }

    private void Fail(Exception exception)
    {
        LogFailed(_logger, exception);
        Volatile.Write(ref _failure, exception);
        _queue.Writer.TryComplete();
        _mail.Close();
        _member.Fail(Unavailable());
        while (_queue.Reader.TryRead(out var waiting))
        {
            waiting.Refuse(Unavailable());
        }

        Watchers.End();
    }

    [LoggerMessage(1, LogLevel.Critical, "The store has failed and refuses everything from now on")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
