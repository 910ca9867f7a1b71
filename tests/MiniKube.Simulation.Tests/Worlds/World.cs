using MiniKube.Raft;
using MiniKube.Simulation.Tests.Checks;
using MiniKube.Simulation.Tests.Clients;
using MiniKube.Simulation.Tests.Faults;
using MiniKube.Histories;
using MiniKube.Simulation.Tests.Members;
using MiniKube.Simulation.Tests.Members.Whole;
using MiniKube.Simulation.Tests.Networks;

namespace MiniKube.Simulation.Tests.Worlds;

/// <summary>A cluster, its clients, its network, disks and misfortunes, all from one seed.</summary>
internal sealed class World
{
    private const long CheckStepsMax = 1_000_000;
    private const int QuietPeriodsMax = 10;
    private const int LeaseHolders = 2;

    private readonly List<SimulatedMember> _members = [];
    private readonly FaultInjector _faults;
    private readonly Func<World, MemberId, Membership, SimulatedMember> _populate;
    private ulong _lastMember;
    private int _lastValue;
    private bool _hasRotted;

    /// <param name="seed">All chances come from it.</param>
    /// <param name="profile">What kind of world; null: drawn.</param>
    /// <param name="plant">A bug to be found.</param>
    /// <param name="isRecorded">Whether the trace is wanted as text.</param>
    /// <param name="populate">Makes a member; null: the core with a small state machine.</param>
    public World(
        int seed,
        Profile? profile = null,
        Plant? plant = null,
        bool isRecorded = false,
        Func<World, MemberId, Membership, SimulatedMember>? populate = null)
    {
        _populate = populate ?? ((world, id, membership) => new CoreMember(world, id, membership));
        Seed = seed;
        Chance = new Random(seed);
        Profile = profile ?? Profile.Draw(Chance);
        Plant = plant ?? new Plant();
        Trace = new Trace(isRecorded);
        History = new History(() => Schedule.Now);
        Network = new SimulatedNetwork(this);
        _faults = new FaultInjector(this);
        var membership = Membership.Of([.. Enumerable.Range(1, Profile.Voters).Select(id => new MemberId((ulong)id))]);
        foreach (var voter in membership.Voters)
        {
            _lastMember = voter.Value;
            Add(voter, membership);
        }
    }

    public int Seed { get; }

    public Random Chance { get; }

    public Profile Profile { get; }

    public Plant Plant { get; }

    public Schedule Schedule { get; } = new();

    public Trace Trace { get; }

    public SimulatedNetwork Network { get; }

    public SafetyChecks Checks { get; } = new();

    public History History { get; }

    public IReadOnlyList<SimulatedMember> Members => _members;

    /// <summary>Those that somebody has, or waits for.</summary>
    public List<SimulatedLease> Leases { get; } = [];

    /// <summary>Of the highest term, where several take themselves for it.</summary>
    public SimulatedMember? Leader => _members.Where(member => member.IsUp && member.Role == Role.Leader).MaxBy(member => member.Term);

    /// <summary>No more faults.</summary>
    public bool IsHealed { get; private set; }

    /// <summary>No more questions.</summary>
    public bool IsQuiet { get; private set; }

    public LinearizabilityResult Linearizability { get; private set; }

    /// <summary>Lives through all of it; throws <see cref="SafetyViolationException"/>.</summary>
    public void Run()
    {
        try
        {
            Begin();
            RunFor(Profile.Troubled);
            End();
        }
        catch (RaftInvariantException exception)
        {
            throw new SafetyViolationException($"a member stopped: {exception.Message}", exception);
        }

        CheckHistory();
    }

    public void Begin()
    {
        _members.ForEach(member => member.Start());
        for (var client = 1; client <= Profile.Clients; client++)
        {
            new SimulatedClient(this, client).Start();
        }

        for (var holder = 0; holder < LeaseHolders && Profile.Clients > 0 && _members[0] is WholeMember; holder++)
        {
            new LeaseHolder(this).Start();
        }

        _faults.Start();
    }

    public void RunFor(long microseconds)
    {
        var end = Schedule.Now + microseconds;
        while (Schedule.TryStep(end))
        {
        }
    }

    /// <summary>When all is well again, the cluster must agree within a bounded time, and serve.</summary>
    public void End()
    {
        IsHealed = true;
        Trace.Add(Schedule.Now, "heals");
        _faults.End();
        RunFor(Profile.Healed);
        if (Profile.Clients > 0 && History.LastAnswer < Schedule.Now - Profile.Healed / 2)
        {
            throw new SafetyViolationException("nothing is answered, long after all faults");
        }

        IsQuiet = true;
        RunFor(Profile.Quiet);
        for (var more = 0; more < QuietPeriodsMax && _members.Exists(member => member.IsUp && Checks.AppliedBy(member.Id) < Checks.CommittedMax); more++)
        {
            // Small appends over slow links take their time; what never ends is found all the same.
            RunFor(Profile.Quiet);
        }

        var leader = Leader ?? throw new SafetyViolationException("no leader, long after all faults");
        var membership = leader.Membership;
        Checks.RequireConvergence([.. _members.Where(member => membership.Contains(member.Id) && !member.IsLost)]);
    }

    public void CheckHistory()
    {
        var checker = new LinearizabilityChecker(CheckStepsMax);
        Linearizability = checker.Check(History.Records, KeyValueState.Partitions);
        if (Linearizability == LinearizabilityResult.Violated)
        {
            throw new SafetyViolationException(
                "the clients' history is not linearizable:\n" + string.Join('\n', checker.Counterexample));
        }
    }

    public SimulatedMember Add(MemberId id, Membership membership)
    {
        var member = _populate(this, id, membership);
        _members.Add(member);
        return member;
    }

    public SimulatedMember? Find(MemberId id) => _members.Find(member => member.Id == id);

    /// <summary>A member, where members are cores.</summary>
    public CoreMember Core(int id) => (CoreMember)Find(new MemberId((ulong)id))!;

    public MemberId NextMember() => new(++_lastMember);

    public int NextValue() => ++_lastValue;

    public bool Happens(double probability) => probability > 0 && Chance.NextDouble() < probability;

    /// <summary>True once in worlds where a bit turns over.</summary>
    public bool TakeBitRot()
    {
        var isDue = Profile.HasBitRot && !_hasRotted && !IsHealed;
        _hasRotted |= isDue;
        return isDue;
    }

    public int DiskDelay() => 50 + Chance.Next(Profile.DiskDelayMax);
}
