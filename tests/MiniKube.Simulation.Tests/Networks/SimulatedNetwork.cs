using MiniKube.Raft;
using MiniKube.Simulation.Tests.Members;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Networks;

/// <summary>Carries messages: late, twice, out of order, or not at all; and snapshots, which may be cut on their way.</summary>
internal sealed class SimulatedNetwork(World world)
{
    private const int TransferTimeMax = 60_000;

    private readonly HashSet<(MemberId From, MemberId To)> _cut = [];
    private readonly Dictionary<(MemberId From, MemberId To), long> _lastArrival = [];
    private readonly Dictionary<(MemberId From, MemberId To), int> _connections = [];

    public int SnapshotsDelivered { get; private set; }

    public int SnapshotsCut { get; private set; }

    /// <summary>Nothing comes from one to the other; the way back is another matter.</summary>
    public void Cut(MemberId from, MemberId to) => _cut.Add((from, to));

    public void Heal() => _cut.Clear();

    /// <summary>The connection between two is cut in the middle of whatever is on its way, and made anew at once: all of that is lost.</summary>
    public void Break(MemberId one, MemberId other)
    {
        foreach (var way in ((MemberId From, MemberId To)[])[(one, other), (other, one)])
        {
            _connections[way] = _connections.GetValueOrDefault(way) + 1;
        }
    }

    public void Send(Message message, long delay = 0)
    {
        if (world.Plant.Rewrite is { } rewrite)
        {
            foreach (var rewritten in rewrite(world, message))
            {
                Carry(rewritten, delay);
            }
        }
        else
        {
            Carry(message, delay);
        }
    }

    /// <summary>Carries something that is no message of the core's.</summary>
    public void Send(MemberId from, MemberId to, long delay, Action<SimulatedMember> arrive)
    {
        if (IsLost(from, to))
        {
            return;
        }

        Deliver(from, to, delay, arrive);
        if (world.Happens(world.Profile.Repeated))
        {
            Deliver(from, to, delay, arrive);
        }
    }

    private void Carry(Message message, long delay)
    {
        if (message.Kind == MessageKind.Snapshot)
        {
            Transfer(message);
            return;
        }

        Send(message.From, message.To, delay, receiver =>
        {
            world.Trace.Add(world.Schedule.Now, "arrives", message);
            receiver.Receive(message);
        });
    }

    private bool IsLost(MemberId from, MemberId to) => _cut.Contains((from, to)) || (!world.IsHealed && world.Happens(world.Profile.Lost));

    private void Deliver(MemberId from, MemberId to, long delay, Action<SimulatedMember> arrive)
    {
        var arrival = world.Schedule.Now + delay + 50 + world.Chance.Next(world.Profile.NetworkDelayMax);
        if (!world.IsHealed && world.Happens(0.002))
        {
            // Somewhere on the way it waits for long.
            arrival += world.Chance.Next(500_000);
        }

        if (world.Profile.IsOrdered)
        {
            arrival = Math.Max(arrival, _lastArrival.GetValueOrDefault((from, to)));
            _lastArrival[(from, to)] = arrival;
        }

        var connection = _connections.GetValueOrDefault((from, to));
        world.Schedule.After(arrival - world.Schedule.Now, () =>
        {
            if (connection == _connections.GetValueOrDefault((from, to)) && !_cut.Contains((from, to)) && world.Find(to) is { IsUp: true } receiver)
            {
                arrive(receiver);
            }
        });
    }

    /// <summary>The data goes first, apart from the messages; the receiver hears of the snapshot when it has all of it.</summary>
    private void Transfer(Message message)
    {
        var sender = (CoreMember)world.Find(message.From)!;
        var state = sender.SnapshotState;
        var incarnation = sender.Incarnation;
        world.Schedule.After(1_000 + world.Chance.Next(TransferTimeMax), () =>
        {
            var isCut = _cut.Contains((message.From, message.To)) || (!world.IsHealed && world.Happens(world.Profile.TransferCut));
            var isDelivered = !isCut && world.Find(message.To) is { IsUp: true };
            if (isDelivered)
            {
                SnapshotsDelivered++;
                world.Trace.Add(world.Schedule.Now, "snapshot arrives", message);
                var receiver = (CoreMember)world.Find(message.To)!;
                receiver.Keep(message.Snapshot!, state);
                receiver.Receive(message);
            }
            else
            {
                SnapshotsCut++;
            }

            // The answer may get lost after all has arrived: the sender must take that for a failure, too.
            var isKnown = isDelivered && !world.Happens(world.Profile.TransferCut / 2);
            world.Schedule.After(world.Chance.Next(20_000), () => sender.ReportSnapshot(message.To, isKnown, incarnation));
        });
    }
}
