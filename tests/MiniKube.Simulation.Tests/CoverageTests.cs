using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>Worlds in which nothing happens prove nothing.</summary>
public sealed class CoverageTests(ITestOutputHelper output)
{
    private const int Worlds = 60;

    [Fact]
    public void What_can_happen_to_cores_does_happen()
    {
        var counts = Live(seed => new World(seed));

        counts["leaderships"].Should().BeGreaterThan(3 * Worlds);
        counts["crashes"].Should().BeGreaterThan(Worlds);
        counts["stands still"].Should().BeGreaterThan(Worlds);
        counts["connection breaks"].Should().BeGreaterThan(Worlds / 4);
        counts["partition"].Should().BeGreaterThan(Worlds);
        counts["installs snapshot"].Should().BeGreaterThan(Worlds / 2);
        counts["makes snapshot"].Should().BeGreaterThan(Worlds);
        counts["membership Promote"].Should().BeGreaterThan(10);
        counts["membership Remove"].Should().BeGreaterThan(10);
        counts["answered"].Should().BeGreaterThan(100 * Worlds);
        counts["unanswered"].Should().BeGreaterThan(Worlds);
    }

    [Fact]
    public void What_can_happen_to_whole_members_does_happen()
    {
        var counts = Live(seed => WholeMemberTests.WorldOf(seed));

        counts["leaderships"].Should().BeGreaterThan(2 * Worlds);
        counts["crashes"].Should().BeGreaterThan(Worlds);
        counts["stands still"].Should().BeGreaterThan(Worlds);
        counts["connection breaks"].Should().BeGreaterThan(Worlds / 4);
        counts["installs snapshot"].Should().BeGreaterThan(5);
        counts["is lost"].Should().BePositive("a bit that turned over in what counts is found");
        counts["answered"].Should().BeGreaterThan(50 * Worlds);
        counts["unanswered"].Should().BeGreaterThan(Worlds);
    }

    private Dictionary<string, int> Live(Func<int, World> make)
    {
        string[] whats = ["crashes", "stands still", "connection breaks", "partition", "installs snapshot", "makes snapshot", "membership Promote", "membership Remove", "membership AddLearner", "is lost"];
        var counts = whats.Concat(["leaderships", "answered", "unanswered"]).ToDictionary(what => what, _ => 0);
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var world = make(seed);
            world.Run();
            foreach (var what in whats)
            {
                counts[what] += world.Trace.CountOf(what);
            }

            counts["leaderships"] += world.Checks.Leaderships;
            counts["answered"] += world.History.Records.Count(record => record.Answered is not null);
            counts["unanswered"] += world.History.Records.Count(record => record.Answered is null && !record.HasFailed);
        }

        output.WriteLine(string.Join(", ", counts));
        return counts;
    }
}
