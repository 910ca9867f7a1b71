using MiniKube.Raft;
using MiniKube.Simulation.Tests.Members;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Faults;

/// <summary>Makes bad days: power cuts, partitions, slow disks, and operators who change the membership meanwhile.</summary>
internal sealed class FaultInjector(World world)
{
    private const int DowntimeMax = 600_000;
    private const int PauseMax = 600_000;
    private const int VotersMax = 6;
    private const int MembersMax = 12;

    public void Start()
    {
        if (world.Profile.FaultInterval > 0)
        {
            Later();
        }
    }

    /// <summary>The last fault is over: everything may work again.</summary>
    public void End()
    {
        world.Network.Heal();
        foreach (var member in world.Members)
        {
            member.HasSlowDisk = false;
            member.GoOn();
            if (member is { IsUp: false, IsLost: false })
            {
                member.Start();
            }
        }
    }

    private void Later() => world.Schedule.After(world.Chance.Next(2 * world.Profile.FaultInterval), () =>
    {
        if (!world.IsHealed)
        {
            Inject();
            Later();
        }
    });

    private void Inject()
    {
        var profile = world.Profile;
        world.Trace.Add(world.Schedule.Now, "fault");
        var choice = world.Chance.Next(Math.Max(1, profile.Crashes + profile.Partitions + profile.Pauses + profile.SlowDisks + profile.Transfers + profile.MembershipChanges));
        if ((choice -= profile.Crashes) < 0)
        {
            CrashSome();
        }
        else if ((choice -= profile.Partitions) < 0)
        {
            Partition();
        }
        else if ((choice -= profile.Pauses) < 0)
        {
            PauseSome();
        }
        else if ((choice -= profile.SlowDisks) < 0)
        {
            var member = Any();
            member.HasSlowDisk = !member.HasSlowDisk;
        }
        else if ((choice -= profile.Transfers) < 0)
        {
            var target = Any().Id;
            Any().TransferTo(target);
        }
        else if (choice < profile.MembershipChanges)
        {
            ChangeMembership();
        }
    }

    private void CrashSome()
    {
        // Mostly one, sometimes all: what is acknowledged must outlive even that.
        var isAll = world.Chance.Next(6) == 0;
        var victims = isAll ? world.Members.ToList() : [Any()];
        foreach (var victim in victims)
        {
            victim.Crash();
            world.Schedule.After(world.Chance.Next(DowntimeMax), () =>
            {
                if (victim is { IsUp: false, IsLost: false })
                {
                    victim.Start();
                }
            });
        }
    }

    /// <summary>Mostly the leader, for longer than the others wait for it; now and then it cannot be told, when it goes on, that there is another.</summary>
    private void PauseSome()
    {
        var victim = world.Chance.Next(3) == 0 ? Any() : world.Leader ?? Any();
        victim.Pause(world.Chance.Next(PauseMax));
        if (world.Chance.Next(3) == 0)
        {
            CutOff(victim, bothWays: true);
        }
    }

    private void Partition()
    {
        world.Trace.Add(world.Schedule.Now, "partition");
        if (world.Chance.Next(4) == 0)
        {
            world.Trace.Add(world.Schedule.Now, "connection breaks");
            world.Network.Break((world.Leader ?? Any()).Id, Any().Id);
            return;
        }

        world.Network.Heal();
        switch (world.Chance.Next(4))
        {
            case 0:
                return;
            case 1:
                CutOff(world.Leader ?? Any(), bothWays: true);
                return;
            case 2:
                CutOff(world.Chance.Next(2) == 0 ? world.Leader ?? Any() : Any(), bothWays: false);
                return;
            default:
                Split();
                return;
        }
    }

    private void CutOff(SimulatedMember member, bool bothWays)
    {
        var isDeaf = world.Chance.Next(2) == 0;
        foreach (var other in world.Members)
        {
            if (bothWays || isDeaf)
            {
                world.Network.Cut(other.Id, member.Id);
            }

            if (bothWays || !isDeaf)
            {
                world.Network.Cut(member.Id, other.Id);
            }
        }
    }

    private void Split()
    {
        var isLeft = world.Members.ToDictionary(member => member.Id, _ => world.Chance.Next(2) == 0);
        foreach (var from in world.Members)
        {
            foreach (var to in world.Members)
            {
                if (isLeft[from.Id] != isLeft[to.Id])
                {
                    world.Network.Cut(from.Id, to.Id);
                }
            }
        }
    }

    private void ChangeMembership()
    {
        if (world.Leader is not { } leader)
        {
            return;
        }

        var learners = leader.Membership.Learners;
        var change = world.Chance.Next(3) switch
        {
            0 when learners.Count > 0 => new MembershipChange(MembershipChangeKind.Promote, learners[0], default),
            1 => new MembershipChange(MembershipChangeKind.Remove, Any().Id, default),
            _ when learners.IsEmpty && leader.Membership.Voters.Count < VotersMax && world.Members.Count < MembersMax =>
                new MembershipChange(MembershipChangeKind.AddLearner, world.NextMember(), default),
            _ => new MembershipChange(MembershipChangeKind.Promote, learners.IsEmpty ? Any().Id : learners[0], default),
        };
        Propose(leader, change);
    }

    private void Propose(SimulatedMember leader, MembershipChange change)
    {
        var isTaken = leader.Change(change);
        world.Trace.Add(world.Schedule.Now, "membership " + change.Kind, change.Member.Value, isTaken ? 1 : 0);
        if (isTaken && change.Kind == MembershipChangeKind.AddLearner)
        {
            world.Add(change.Member, Membership.Empty).Start();
        }
    }

    private SimulatedMember Any() => world.Members[world.Chance.Next(world.Members.Count)];
}
