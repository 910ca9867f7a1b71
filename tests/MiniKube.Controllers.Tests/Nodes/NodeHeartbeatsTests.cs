using MiniKube.Controllers.Nodes.Health;
using static MiniKube.Controllers.Tests.Nodes.NodeObjects;

namespace MiniKube.Controllers.Tests.Nodes;

public sealed class NodeHeartbeatsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_node_is_silent_after_so_many_looks_without_a_word()
    {
        var heartbeats = new NodeHeartbeats(Period, looksMax: 3);

        var looks = Enumerable.Range(0, 5).Select(i => heartbeats.IsSilent(Node("n"), Lease("n", Start), Start + (i * Period)));

        looks.Should().Equal(false, false, false, true, true);
    }

    [Fact]
    public void A_renewed_lease_begins_the_count_anew()
    {
        var heartbeats = new NodeHeartbeats(Period, looksMax: 1);
        _ = heartbeats.IsSilent(Node("n"), Lease("n", Start), Start);
        heartbeats.IsSilent(Node("n"), Lease("n", Start), Start + Period).Should().BeTrue();

        heartbeats.IsSilent(Node("n"), Lease("n", Start + Period), Start + (2 * Period)).Should().BeFalse();
    }

    [Fact]
    public void A_clock_that_leaps_is_one_look()
    {
        var heartbeats = new NodeHeartbeats(Period, looksMax: 3);
        _ = heartbeats.IsSilent(Node("n"), Lease("n", Start), Start);

        heartbeats.IsSilent(Node("n"), Lease("n", Start), Start + TimeSpan.FromDays(1)).Should().BeFalse();
    }

    [Fact]
    public void Looks_that_events_bring_do_not_count()
    {
        var heartbeats = new NodeHeartbeats(Period, looksMax: 2);

        var looks = Enumerable.Range(0, 20).Select(i => heartbeats.IsSilent(Node("n"), null, Start + TimeSpan.FromMilliseconds(i)));

        looks.Should().NotContain(true);
    }
}
