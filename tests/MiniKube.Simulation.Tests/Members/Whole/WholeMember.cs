using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Histories;
using MiniKube.Simulation.Tests.Worlds;
using MiniKube.Store;
using MiniKube.Store.Disks;
using MiniKube.Store.Leases;
using MiniKube.Store.Loops;
using MiniKube.Store.Members;
using MiniKube.Store.Peers;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>The member that runs in production, with its log, snapshots and transfers, on a simulated disk and network.</summary>
#pragma warning disable CA1001 // All of it is simulated: there is nothing to let go.
internal sealed class WholeMember : SimulatedMember, IMemberListener, IBackground
#pragma warning restore CA1001
{
    private const ulong Cluster = 7;
    private const int JobTimeMax = 30_000;
    private const int DowntimeMax = 400_000;

    private static readonly StoreOptions Storing = new()
    {
        SegmentBytes = 16 << 10,
        TransactionBytesMax = 4 << 10,
        SnapshotAfterLogBytes = 8 << 10,
        LogBytesForLaggards = 32 << 10,
    };

    private readonly MemberBirth _birth;
    private readonly PowerSwitch _power;
    private readonly WaitingReads _reads = new();
    private readonly SimulatedPeers _peers;
    private readonly WrittenLog _written;
    private SimulatedDisk _disk = new();
    private RecoveredMember? _recovered;
    private Member? _member;
    private LeaseClock? _leases;
    private MemberStatus? _status;
    private long _busyUntil;
    private bool _isRotten;

    public WholeMember(World world, MemberId id, Membership membership)
        : base(world, id)
    {
        var contacts = membership.Voters.ToImmutableSortedDictionary(voter => voter, ContactOf);
        _birth = new MemberBirth(new StoreIdentity(Cluster, id), contacts);
        _power = new PowerSwitch(world);
        _peers = new SimulatedPeers(world.Network, id, _power);
        _written = new WrittenLog(world.Checks, id);
    }

    /// <summary>Its power is cut only when a test says so, not by chance.</summary>
    public bool IsSpared { get; init; }

    /// <summary>As it believes itself.</summary>
    public bool Leads { get; private set; }

    public override bool IsUp => _member is not null;

    public override Role Role => _status?.Role ?? Role.Follower;

    public override Term Term => _status!.Term;

    public override LogIndex Committed => _status!.Committed;

    public override LogIndex Applied => _status!.Applied;

    public override Membership Membership => _member!.Roster.Membership;

    public override ulong StateHash => StateDigest.Of(_member!.State);

    public override Term? TermAt(LogIndex index) => _recovered!.Log.TermAt(index);

    public override void Start()
    {
        Incarnation++;
        _power.Attach(_disk);
        if (!IsSpared && !World.IsHealed && World.Happens(0.1))
        {
            _power.CutSoon(World.Chance.Next(6));
        }

        try
        {
            IDisk disk = World.Plant.AcknowledgesBeforeSync ? new LyingDisk(_disk) : _disk;
            _recovered = Recovery.Open(disk, _birth, Storing, RandomNumber, NullLogger.Instance);
        }
        catch (Exception exception) when (exception is PowerCutException or IOException)
        {
            Stop();
            return;
        }
        catch (CorruptStoreException exception)
        {
            RequireRot(exception);
            return;
        }

        World.Trace.Add(World.Schedule.Now, "starts", Id.Value, _recovered.Log.Last.Value, _recovered.Log.HardState.Term.Value);
        _written.Opened(_recovered.Log);
        World.Checks.RequireState(Id, _recovered.Machine.State.Current.Value, StateDigest.Of(_recovered.Machine.State));
        var options = World.Profile.Options;
        _member = new Member(
            _recovered,
            new MemberOptions
            {
                Store = Storing,
                ElectionTicks = options.ElectionTicks,
                HeartbeatTicks = options.HeartbeatTicks,
                LeaseReads = options.LeaseReads,
                RecentBytes = World.Chance.Next(3) * 4096,
                ChunkBytes = 700,
            },
            new MemberEnvironment
            {
                Peers = _peers,
                Listener = this,
                Background = this,
                Logger = NullLogger.Instance,
                Jitter = World.Chance.Next,
                Instance = RandomNumber(),
            });
        _busyUntil = World.Schedule.Now;
        _leases = new LeaseClock(Clock, Revoke);
        Leads = false;
        Observe();
        TickLater();
    }

    public override void Crash()
    {
        if (!IsUp)
        {
            return;
        }

        // Most power cuts come while the disk works.
        if (World.Happens(0.7) && !World.IsHealed)
        {
            _power.CutSoon(World.Chance.Next(12));
        }
        else
        {
            Stop();
        }
    }

    /// <summary>The power goes after so many more operations of the disk.</summary>
    public void CutPowerAfter(int operations) => _power.CutSoon(operations);

    protected override void Take(Message message) => Input(member => member.Step(message));

    public void Receive(SnapshotChunk chunk) => Arrive(() => Input(member => member.Step(chunk)));

    public void Receive(SnapshotAnswer answer) => Arrive(() => Input(member => member.Step(answer)));

    protected override void Ask(OperationRecord record)
    {
        if (_member is null)
        {
            World.History.Fail(record);
            return;
        }

        if (record.Operation.IsRead && World.Plant.ReadsLocally)
        {
            World.History.Answer(record, Find(record.Operation.Keys));
        }
        else if (record.Operation.IsRead)
        {
            var barrier = new ReadBarrier();
            Input(member =>
            {
                _reads.Add(barrier, () => World.History.Answer(record, Find(record.Operation.Keys)), () => World.History.Fail(record));
                member.Read(barrier);
            });
        }
        else
        {
            var proposal = new ClientProposal(record, World.History, World.Chance.Next(1_000));
            Input(member => member.Propose(proposal));
        }
    }

    /// <summary>A client wants a lease.</summary>
    public void Grant(SimulatedLease lease)
    {
        var asked = World.Schedule.Now;
        ArriveFromClient(() => Input(member => member.Propose(new GrantProposal(lease, asked))));
    }

    /// <summary>A client keeps a lease alive, at a member that it takes for the leader; what production does is in LeaderDesk.</summary>
    public void KeepAlive(SimulatedLease lease)
    {
        var asked = World.Schedule.Now;
        ArriveFromClient(() =>
        {
            if (!Leads)
            {
                return;
            }

            _leases!.Renew(lease.Id);
            if (World.Plant.RenewsWithoutQuorum)
            {
                Renewed(lease, asked);
                return;
            }

            var barrier = new ReadBarrier();
            Input(member =>
            {
                _reads.Add(barrier, () => Renewed(lease, asked), static () => { });
                member.Read(barrier);
            });
        });
    }

    private void Renewed(SimulatedLease lease, long asked)
    {
        if (_leases!.Renew(lease.Id) is not null)
        {
            World.Trace.Add(World.Schedule.Now, "renewed", Id.Value, lease.Id.Value);
            lease.Promised(asked);
        }
        else if (Leads)
        {
            lease.Denied(World.Schedule.Now);
        }
    }

    private bool Revoke(LeaseId lease, Term leadership)
    {
        World.Trace.Add(World.Schedule.Now, "expires", Id.Value, lease.Value);
        Input(member => member.Propose(new LeaseProposal(lease, null) { OnlyIn = World.Plant.ExpiresUnderOtherLeaders ? null : leadership }));
        return true;
    }

    public override void TransferTo(MemberId target) => Input(member => member.Transfer(new TransferRequest(target)));

    public override bool Change(MembershipChange change)
    {
        Input(member => member.Change(new ChangeRequest(change with { Context = ContactEncoding.Encode(ContactOf(change.Member)) })));
        return Role == Role.Leader;
    }

    void IMemberListener.Applied(StateMachine machine, List<ImmutableArray<KeyEvent>> events)
    {
        for (var index = World.Checks.AppliedBy(Id).Next; index <= machine.Applied; index = index.Next)
        {
            World.Checks.Applied(Id, index, _recovered!.Log.TermAt(index)!.Value, _member!.Status.Term, null);
        }
    }

    void IMemberListener.Observe(MvccState state)
    {
        World.Checks.RequireState(Id, state.Current.Value, StateDigest.Of(state));
        _leases!.Observe(state);
        World.Leases.ForEach(lease => lease.Observe(state, World.Schedule.Now));
    }

    void IMemberListener.Replaced(StateMachine machine)
    {
        World.Trace.Add(World.Schedule.Now, "installs snapshot", Id.Value, machine.Applied.Value);
        World.Checks.Installed(Id, machine.Applied, null);
        World.Checks.RequireState(Id, machine.State.Current.Value, StateDigest.Of(machine.State));
    }

    void IMemberListener.Leads(Term? leadership, MvccState state)
    {
        Leads = leadership is not null;
        if (leadership is { } term)
        {
            _leases!.BecameLeader(term, state);
        }
        else
        {
            _leases!.LostLeadership();
        }
    }

    void IBackground.Start(BackgroundJob job) => Later(World.Chance.Next(JobTimeMax), () =>
    {
        job.Run(TestContext.Current.CancellationToken);
        Input(_ => { });
    });

    protected override void Tick()
    {
        _power.IsSlow = HasSlowDisk;
        Input(member =>
        {
            member.Tick(Now);
            ForgetHistory(member);
        });
    }

    /// <summary>History is what keeps the log: as an API server does, the leader forgets it now and then.</summary>
    private void ForgetHistory(Member member)
    {
        if (!World.IsQuiet && World.Profile.SnapshotEvery > 0 && Role == Role.Leader && World.Happens(0.05) && member.State.CanCompact(member.State.Current))
        {
            member.Propose(new CompactProposal(member.State.Current));
        }
    }

    /// <summary>The loop takes what comes when it is done with what came before.</summary>
    private void Input(Action<Member> take)
    {
        if (_member is null)
        {
            return;
        }

        Later(Math.Max(0, _busyUntil - World.Schedule.Now), () =>
        {
            _power.Spent = 0;
            try
            {
                take(_member);
                _member.Process(Now);
            }
            catch (Exception exception) when (exception is PowerCutException or IOException)
            {
                _power.CutSoon(0);
                Stop();
                return;
            }

            if (_power.IsOff)
            {
                // It went in a background job.
                Stop();
                return;
            }

            _busyUntil = World.Schedule.Now + _power.Spent;
            _reads.Answer();
            Observe();
        });
    }

    private void Stop()
    {
        World.Trace.Add(World.Schedule.Now, "crashes", Id.Value);
        Incarnation++;
        _member = null;
        _status = null;
        _recovered = null;
        _reads.Clear();
        _disk = _disk.Crash(World.Chance);
        if (World.TakeBitRot())
        {
            _isRotten = true;
            _disk = BitRot.In(_disk, World.Chance);
        }

        World.Schedule.After(World.Chance.Next(DowntimeMax), () =>
        {
            if (!IsUp && !IsLost)
            {
                Start();
            }
        });
    }

    /// <summary>A member that refuses what its disk holds must have a reason.</summary>
    private void RequireRot(CorruptStoreException exception)
    {
        if (!_isRotten)
        {
            throw new SafetyViolationException($"member {Id} refuses a disk that nobody damaged: {exception.Message}", exception);
        }

        World.Trace.Add(World.Schedule.Now, "is lost", Id.Value);
        IsLost = true;
        Incarnation++;
    }

    private void Observe()
    {
        _status = _member!.Status;
        _written.Look(_recovered!.Log);
        World.Checks.Observe(this);
    }

    private int[] Find(int[] keys) =>
        [.. keys.Select(key => StoreWords.ValueOf(_member!.State.Find(StoreWords.KeyOf(key).Bytes.Span)))];

    private ulong RandomNumber() => (ulong)World.Chance.NextInt64();

    private static MemberContact ContactOf(MemberId id) => new($"member-{id}", [], []);
}
