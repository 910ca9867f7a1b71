using MiniKube.Controllers.Nodes.Evictions;
using MiniKube.Controllers.Nodes.Health;
using k8s.Models;
using static MiniKube.Controllers.Tests.Nodes.NodeObjects;

namespace MiniKube.Controllers.Tests.Nodes;

public sealed class EvictionPlannerTests
{
    private static readonly DateTimeOffset Added = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Seen = Added + TimeSpan.FromSeconds(7);
    private static readonly V1Taint Unreachable = Taint(NodeTaintPlanner.Unreachable, "NoExecute", Added.UtcDateTime);

    [Fact]
    public void What_is_not_tolerated_ends_at_once() =>
        EvictionPlanner.DueAt(PodOn("n", "p"), Node("n", taints: [Unreachable]), Seen).Should().Be(DateTimeOffset.MinValue);

    [Fact]
    public void What_is_tolerated_for_good_does_not_end() =>
        EvictionPlanner.DueAt(PodOn("n", "p", Tolerates(NodeTaintPlanner.Unreachable)), Node("n", taints: [Unreachable]), Seen).Should().BeNull();

    [Theory]
    [InlineData(300, 300)]
    [InlineData(0, null)]
    [InlineData(-5, null)]
    public void What_is_tolerated_for_a_while_ends_then(long seconds, int? after) =>
        EvictionPlanner.DueAt(PodOn("n", "p", Tolerates(NodeTaintPlanner.Unreachable, seconds)), Node("n", taints: [Unreachable]), Seen)
            .Should().Be(after is { } given ? Added + TimeSpan.FromSeconds(given) : DateTimeOffset.MinValue);

    [Fact]
    public void A_taint_that_does_not_say_since_when_counts_from_when_it_was_seen() =>
        EvictionPlanner.DueAt(PodOn("n", "p", Tolerates("mine", 60)), Node("n", taints: [Taint("mine", "NoExecute")]), Seen).Should().Be(Seen + TimeSpan.FromSeconds(60));

    [Fact]
    public void Of_several_the_first_that_ends_counts() =>
        EvictionPlanner.DueAt(
            PodOn("n", "p", Tolerates(NodeTaintPlanner.Unreachable, 300), Tolerates("mine", 60)),
            Node("n", taints: [Unreachable, Taint("mine", "NoExecute", Added.UtcDateTime)]),
            Seen).Should().Be(Added + TimeSpan.FromSeconds(60));

    [Fact]
    public void Taints_that_only_block_tell_nobody_to_go() =>
        EvictionPlanner.DueAt(PodOn("n", "p"), Node("n", taints: [Taint("mine", "NoSchedule")]), Seen).Should().BeNull();
}
