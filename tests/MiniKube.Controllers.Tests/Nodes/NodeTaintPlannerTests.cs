using MiniKube.Controllers.Nodes.Health;
using static MiniKube.Controllers.Tests.Nodes.NodeObjects;

namespace MiniKube.Controllers.Tests.Nodes;

public sealed class NodeTaintPlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("True", "")]
    [InlineData("False", "node.kubernetes.io/not-ready:NoSchedule node.kubernetes.io/not-ready:NoExecute")]
    [InlineData("Unknown", "node.kubernetes.io/unreachable:NoSchedule node.kubernetes.io/unreachable:NoExecute")]
    [InlineData("True", "node.kubernetes.io/memory-pressure:NoSchedule", "MemoryPressure")]
    [InlineData("True", "node.kubernetes.io/disk-pressure:NoSchedule node.kubernetes.io/pid-pressure:NoSchedule", "DiskPressure", "PIDPressure")]
    [InlineData("True", "node.kubernetes.io/network-unavailable:NoSchedule", "NetworkUnavailable")]
    public void Taints_follow_from_conditions(string ready, string taints, params string[] pressures) =>
        Planned(Node("n", ready, pressures: pressures), EvictionLeave.Given).Should().Be(taints);

    [Fact]
    public void A_cordoned_node_takes_no_new_pods()
    {
        var node = Node("n");

        Planned(node with { Spec = node.Spec with { Unschedulable = true } }, EvictionLeave.Given).Should().Be("node.kubernetes.io/unschedulable:NoSchedule");
    }

    [Fact]
    public void What_is_over_goes_and_what_others_put_there_stays()
    {
        var node = Node("n", "True", [Taint("mine", "NoExecute"), Taint(NodeTaintPlanner.NotReady, "NoSchedule"), Taint(NodeTaintPlanner.Unreachable, "NoExecute")]);

        Planned(node, EvictionLeave.Given).Should().Be("mine:NoExecute");
    }

    [Fact]
    public void A_node_that_has_never_reported_keeps_the_taint_that_it_was_made_with_and_gets_none()
    {
        NodeTaintPlanner.Plan(Node("n", ready: null, taints: [Taint(NodeTaintPlanner.NotReady, "NoSchedule")]), EvictionLeave.Given, Now).Should().BeNull();
        NodeTaintPlanner.Plan(Node("n", ready: null), EvictionLeave.Given, Now).Should().BeNull();
    }

    [Fact]
    public void Pods_are_told_to_go_when_it_is_their_turn_and_not_called_back_until_all_nodes_are_lost()
    {
        Planned(Node("n", "Unknown"), EvictionLeave.Later).Should().Be("node.kubernetes.io/unreachable:NoSchedule");
        var told = Node("n", "Unknown", [Taint(NodeTaintPlanner.Unreachable, "NoSchedule"), Taint(NodeTaintPlanner.Unreachable, "NoExecute")]);

        NodeTaintPlanner.Plan(told, EvictionLeave.Later, Now).Should().BeNull();
        Planned(told, EvictionLeave.Refused).Should().Be("node.kubernetes.io/unreachable:NoSchedule");
    }

    [Fact]
    public void A_node_that_was_not_ready_and_goes_silent_changes_its_taint_at_once()
    {
        var node = Node("n", "Unknown", [Taint(NodeTaintPlanner.NotReady, "NoSchedule"), Taint(NodeTaintPlanner.NotReady, "NoExecute")]);

        Planned(node, EvictionLeave.Later).Should().Be("node.kubernetes.io/unreachable:NoSchedule node.kubernetes.io/unreachable:NoExecute");
    }

    [Fact]
    public void A_taint_says_since_when_it_is_there()
    {
        var taints = NodeTaintPlanner.Plan(Node("n", "False"), EvictionLeave.Given, Now);

        taints.Should().OnlyContain(taint => taint.TimeAdded == Now.UtcDateTime);
    }

    private static string Planned(k8s.Models.V1Node node, EvictionLeave eviction) =>
        string.Join(' ', (NodeTaintPlanner.Plan(node, eviction, Now) ?? []).Select(taint => $"{taint.Key}:{taint.Effect}"));
}
