using MiniKube.Scheduler.Snapshot;
using static MiniKube.Scheduler.Tests.Objects;

namespace MiniKube.Scheduler.Tests.Snapshot;

public sealed class ClusterStateTests
{
    [Fact]
    public void A_pod_counts_on_its_node_once_however_often_it_is_told()
    {
        var state = new ClusterState();
        state.SetNode(Node("a"));

        state.SetPod(Info(Pod("p", cpu: "1")), "a");
        state.SetPod(Info(Pod("p", cpu: "1")), "a");

        state.Snapshot().Nodes.Should().ContainSingle().Which.Requested.MilliCpu.Should().Be(1000);
    }

    [Fact]
    public void A_pod_that_came_before_its_node_counts_when_the_node_comes()
    {
        var state = new ClusterState();
        state.SetPod(Info(On("a", Pod("p", cpu: "1"))), "a");

        state.SetNode(Node("a"));

        state.Snapshot().Nodes[0].Pods.Should().ContainKey("uid-p");
    }

    [Fact]
    public void An_assumed_pod_that_lands_elsewhere_leaves_the_first_node()
    {
        var state = new ClusterState();
        state.SetNode(Node("a"));
        state.SetNode(Node("b"));
        state.SetPod(Info(Pod("p")), "a");

        state.SetPod(Info(Pod("p")), "b");

        state.Snapshot().Nodes.Single(node => node.Name == "a").Pods.Should().BeEmpty();
        state.Snapshot().Nodes.Single(node => node.Name == "b").Pods.Should().ContainKey("uid-p");
    }

    [Fact]
    public void A_snapshot_does_not_change_after_it_was_taken()
    {
        var state = new ClusterState();
        state.SetNode(Node("a"));
        var before = state.Snapshot();

        state.SetPod(Info(Pod("p")), "a");
        state.RemovePod("uid-p");
        state.RemoveNode("a");

        before.Nodes.Should().ContainSingle().Which.Pods.Should().BeEmpty();
        state.Snapshot().Nodes.Should().BeEmpty();
    }

    private static k8s.Models.V1Pod On(string node, k8s.Models.V1Pod pod)
    {
        pod.Spec.NodeName = node;
        return pod;
    }
}
