using MiniKube.Histories;
using MiniKube.Simulation.Tests.Members;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Clients;

/// <summary>Asks one thing after the other, of whichever member comes to mind, and gives up waiting after a while.</summary>
internal sealed class SimulatedClient(World world, int number)
{
    private const int Patience = 600_000;
    private const int ThinkTimeMax = 30_000;
    private const int AttemptsMax = 20;
    private const int LookTime = 1_000;

    private static readonly int[][] KeySets = [[0], [1], [2], [3], [4], [3, 4]];

    private OperationRecord? _open;
    private long _givesUpAt;
    private int _lastSeen;

    public void Start() => world.Schedule.After(world.Chance.Next(ThinkTimeMax), Ask);

    private void Ask()
    {
        if (world.IsQuiet)
        {
            return;
        }

        var keys = KeySets[world.Chance.Next(KeySets.Length)];
        var operation = world.Chance.Next(5) switch
        {
            0 or 1 => new Operation(keys, null, null),
            2 => new Operation(keys, _lastSeen, world.NextValue()),
            _ => new Operation(keys, null, world.NextValue()),
        };
        _open = world.History.Call(number, operation);
        _givesUpAt = world.Schedule.Now + Patience;
        world.Trace.Add(world.Schedule.Now, "asks", (ulong)number, operation.Keys[0], operation.Value ?? 0);
        PickMember().Submit(_open);
        Look();
    }

    /// <summary>A client that gives up does not know; whoever goes on in its name must be another.</summary>
    private void Look()
    {
        var record = _open!;
        if (record.Answered is null && !record.HasFailed && world.Schedule.Now < _givesUpAt)
        {
            world.Schedule.After(LookTime, Look);
            return;
        }

        if (record.Answered is not null)
        {
            _lastSeen = record.Before[0];
        }

        world.Schedule.After(world.Chance.Next(ThinkTimeMax), Ask);
    }

    /// <summary>Mostly one that belongs to the cluster: as the leader says once all is well, as it says itself while it is not.</summary>
    private SimulatedMember PickMember()
    {
        var leader = world.IsHealed ? world.Leader : null;
        for (var attempt = 0; ; attempt++)
        {
            var member = world.Members[world.Chance.Next(world.Members.Count)];
            if (attempt == AttemptsMax || (member.IsUp && (leader ?? member).Membership.Contains(member.Id)))
            {
                return member;
            }
        }
    }
}
