using MiniKube.Raft;
using MiniKube.Histories;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Members;

/// <summary>One member of the simulated cluster, as the rest of its world sees it.</summary>
internal abstract class SimulatedMember
{
    /// <summary>How much longer a slow disk takes.</summary>
    protected const int SlowDiskFactor = 50;

    private const int TickTime = 10_000;

    private readonly int _tickTime;

    private readonly List<Action> _fromClients = [];
    private readonly List<Action> _fromElsewhere = [];
    private int _pausedLife = -1;
    private long _stoodStill;
    private long _standsStillSince;

    protected SimulatedMember(World world, MemberId id)
    {
        World = world;
        Id = id;
        // No two clocks run alike: up to three in a hundred apart.
        _tickTime = TickTime + world.Chance.Next(-TickTime / 67, TickTime / 67);
    }

    public MemberId Id { get; }

    public abstract bool IsUp { get; }

    /// <summary>Counts its lives; odd while it is up.</summary>
    public int Incarnation { get; protected set; }

    public bool HasSlowDisk { get; set; }

    /// <summary>Its process stands still: everything that comes waits.</summary>
    public bool IsPaused => _pausedLife == Incarnation;

    /// <summary>What its disk holds is damaged, it says so, and will never start again.</summary>
    public bool IsLost { get; protected set; }

    public abstract Role Role { get; }

    public abstract Term Term { get; }

    public abstract LogIndex Committed { get; }

    public abstract LogIndex Applied { get; }

    public abstract Membership Membership { get; }

    /// <summary>Of all that it has.</summary>
    public abstract ulong StateHash { get; }

    protected World World { get; }

    /// <summary>Its own clock, for one life.</summary>
    protected TimeProvider Clock => new VirtualTime(() => World.Schedule.Now, (double)TickTime / _tickTime, Later);

    /// <summary>The time in its own ticks, by a clock that runs while it stands still; where a bug is planted, by one that does not.</summary>
    protected long Now => (World.Schedule.Now - (World.Plant.ClockStopsInPauses ? _stoodStill : 0)) / _tickTime;

    public abstract Term? TermAt(LogIndex index);

    public abstract void Start();

    /// <summary>The power is cut.</summary>
    public abstract void Crash();

    /// <summary>A message from another member.</summary>
    public void Receive(Message message) => Arrive(() => Take(message));

    /// <summary>What a client asks. The record is answered, failed, or left open.</summary>
    public void Submit(OperationRecord record) => ArriveFromClient(() => Ask(record));

    /// <summary>The process stands still for a while, as by SIGSTOP.</summary>
    public void Pause(long microseconds)
    {
        if (!IsUp || IsPaused)
        {
            return;
        }

        World.Trace.Add(World.Schedule.Now, "stands still", Id.Value, microseconds);
        _pausedLife = Incarnation;
        _standsStillSince = World.Schedule.Now;
        World.Schedule.After(microseconds, GoOn);
    }

    /// <summary>What waits is taken: of clients and members nobody knows who comes first, since each has a connection of its own.</summary>
    public void GoOn()
    {
        if (!IsPaused)
        {
            // It was killed meanwhile, and what waited with it.
            _fromClients.Clear();
            _fromElsewhere.Clear();
            return;
        }

        _pausedLife = -1;
        _stoodStill += World.Schedule.Now - _standsStillSince;
        World.Trace.Add(World.Schedule.Now, "goes on", Id.Value);
        Action[] waiting = World.Happens(0.5) ? [.. _fromClients, .. _fromElsewhere] : [.. _fromElsewhere, .. _fromClients];
        _fromClients.Clear();
        _fromElsewhere.Clear();
        foreach (var take in waiting)
        {
            take();
        }
    }

    protected abstract void Take(Message message);

    protected abstract void Ask(OperationRecord record);

    /// <summary>Something comes over the network or from the system.</summary>
    protected void Arrive(Action take)
    {
        if (IsPaused)
        {
            WaitUp(_fromElsewhere, take);
        }
        else
        {
            take();
        }
    }

    /// <summary>A client asks for something.</summary>
    protected void ArriveFromClient(Action take)
    {
        if (IsPaused)
        {
            WaitUp(_fromClients, take);
        }
        else
        {
            take();
        }
    }

    private void WaitUp(List<Action> queue, Action take)
    {
        var incarnation = Incarnation;
        queue.Add(() =>
        {
            if (incarnation == Incarnation)
            {
                take();
            }
        });
    }

    public abstract void TransferTo(MemberId target);

    /// <summary>Whether it was taken, or may have been.</summary>
    public abstract bool Change(MembershipChange change);

    protected abstract void Tick();

    protected void TickLater() => Later(_tickTime, () =>
    {
        Tick();
        if (IsUp)
        {
            TickLater();
        }
    });

    /// <summary>Does something, unless the power is cut until then.</summary>
    protected void Later(long delay, Action action)
    {
        var incarnation = Incarnation;
        World.Schedule.After(delay, () =>
        {
            if (incarnation == Incarnation)
            {
                Arrive(action);
            }
        });
    }
}
