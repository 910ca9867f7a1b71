using MiniKube.Mvcc;
using MiniKube.Simulation.Tests.Members.Whole;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Clients;

/// <summary>Has a lease and keeps it alive, mostly in time; asks whoever takes itself for the leader.</summary>
internal sealed class LeaseHolder(World world)
{
    private const int TtlSeconds = 1;
    private const int PauseMax = 700_000;
    private const int LongPause = 1_500_000;

    private SimulatedLease? _lease;

    public void Start() => Later();

    private void Later()
    {
        var pause = world.Chance.Next(4) == 0 ? LongPause : world.Chance.Next(PauseMax);
        world.Schedule.After(pause, () =>
        {
            if (!world.IsQuiet)
            {
                Ask();
                Later();
            }
        });
    }

    private void Ask()
    {
        var leaders = world.Members.OfType<WholeMember>().Where(member => member is { IsUp: true, Leads: true }).ToList();
        if (leaders.Count == 0)
        {
            return;
        }

        var leader = leaders[world.Chance.Next(leaders.Count)];
        if (_lease is { IsGranted: true, HasEnded: false })
        {
            world.Trace.Add(world.Schedule.Now, "keeps alive", leader.Id.Value, _lease.Id.Value);
            leader.KeepAlive(_lease);
            return;
        }

        world.Leases.Remove(_lease!);
        _lease = new SimulatedLease(new LeaseId(world.NextValue()), TtlSeconds);
        world.Leases.Add(_lease);
        leader.Grant(_lease);
    }
}
