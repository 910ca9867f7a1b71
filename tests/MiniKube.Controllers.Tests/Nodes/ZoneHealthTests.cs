using MiniKube.Api.Models;
using MiniKube.Controllers.Nodes.Health;
using static MiniKube.Controllers.Tests.Nodes.NodeObjects;

namespace MiniKube.Controllers.Tests.Nodes;

public sealed class ZoneHealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(9, 1, 10)]
    [InlineData(1, 2, 10)]
    [InlineData(4, 6, null)]
    [InlineData(40, 60, 100)]
    [InlineData(60, 40, 10)]
    [InlineData(0, 9, 10)]
    public void A_zone_of_which_most_is_lost_is_emptied_slowly_or_not_at_all(int ready, int lost, int? seconds)
    {
        var health = ZoneHealth.Of(Nodes("a", ready, lost).Concat(Nodes("b", 1, 0)), node => node.IsReady);

        health.IntervalOf(ZoneHealth.ZoneOf(Node("x", zone: "a"))).Should().Be(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
        health.IsAllLost.Should().BeFalse();
    }

    [Fact]
    public void Where_no_node_is_ready_nobody_is_told_to_go()
    {
        var health = ZoneHealth.Of(Nodes("a", 0, 2).Concat(Nodes("b", 0, 1)), node => node.IsReady);

        health.IsAllLost.Should().BeTrue();
        new EvictionPace().Ask(Node("n", "Unknown", zone: "a"), health, Now).Should().Be(EvictionLeave.Refused);
    }

    [Fact]
    public void The_nodes_of_a_zone_take_turns_and_those_of_others_do_not_wait()
    {
        var health = ZoneHealth.Of(Nodes("a", 9, 2).Concat(Nodes("b", 9, 1)), node => node.IsReady);
        var pace = new EvictionPace();
        var (first, second, other) = (Node("1", "Unknown", zone: "a"), Node("2", "Unknown", zone: "a"), Node("3", "Unknown", zone: "b"));

        pace.Ask(first, health, Now).Should().Be(EvictionLeave.Given);
        pace.Ask(second, health, Now).Should().Be(EvictionLeave.Later);
        pace.Ask(other, health, Now).Should().Be(EvictionLeave.Given);
        pace.Ask(second, health, Now + TimeSpan.FromSeconds(10)).Should().Be(EvictionLeave.Given);
    }

    private static IEnumerable<k8s.Models.V1Node> Nodes(string zone, int ready, int lost) =>
        Enumerable.Range(0, ready + lost).Select(i => Node($"{zone}-{i}", i < ready ? "True" : "Unknown", zone: zone));
}
