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

    public abstract Term? TermAt(LogIndex index);

    public abstract void Start();

    /// <summary>The power is cut.</summary>
    public abstract void Crash();

    public abstract void Receive(Message message);

    /// <summary>What a client asks. The record is answered, failed, or left open.</summary>
    public abstract void Submit(OperationRecord record);

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
                action();
            }
        });
    }
}
