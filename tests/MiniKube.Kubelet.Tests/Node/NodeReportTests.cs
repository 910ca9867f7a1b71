using k8s.Models;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Node;

public sealed class NodeReportTests
{
    [Fact]
    public async Task A_node_registers_itself_as_ready()
    {
        await using var node = new SimulatedNode();

        var found = await node.Api.WaitForAsync<V1Node>("", SimulatedNode.Name, found => found?.Status?.Conditions is not null, node.Token);

        found!.Metadata.Labels.Should().ContainKeys("kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch");
        found.Status.Conditions.Should().Contain(condition => condition.Type == "Ready" && condition.Status == "True");
        found.Status.Conditions.Where(condition => condition.Type != "Ready").Should().OnlyContain(condition => condition.Status == "False");
        found.Status.Addresses.Should().Contain(address => address.Type == "InternalIP");
        found.Status.Capacity.Should().ContainKeys("cpu", "memory", "pods");
    }

    [Fact]
    public async Task The_lease_is_renewed_while_the_node_lives()
    {
        await using var node = new SimulatedNode();
        var first = await node.Api.WaitForAsync<V1Lease>("kube-node-lease", SimulatedNode.Name, lease => lease is not null, node.Token);

        await node.AdvanceUntilAsync(
            () => node.Api.Find<V1Lease>("kube-node-lease", SimulatedNode.Name)!.Spec.RenewTime > first!.Spec.RenewTime,
            TimeSpan.FromSeconds(5),
            TimeSpan.FromSeconds(30));

        first!.Spec.LeaseDurationSeconds.Should().Be(40);
        first.Metadata.OwnerReferences.Should().ContainSingle().Which.Kind.Should().Be("Node");
    }

    [Fact]
    public async Task A_runtime_without_network_makes_the_node_not_ready()
    {
        await using var node = new SimulatedNode();
        await node.Api.WaitForAsync<V1Node>("", SimulatedNode.Name, found => found?.Status?.Conditions is not null, node.Token);

        node.Runtime.SetCondition("NetworkReady", isReady: false, "NoNetwork", "no network is configured");

        await node.AdvanceUntilAsync(
            () => node.Api.Find<V1Node>("", SimulatedNode.Name)!.Status.Conditions.Single(condition => condition.Type == "Ready").Status == "False",
            TimeSpan.FromSeconds(5),
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_node_that_was_given_up_says_that_it_is_there()
    {
        await using var node = new SimulatedNode();
        var ready = await node.Api.WaitForAsync<V1Node>("", SimulatedNode.Name, found => found?.Status?.Conditions is not null, node.Token);

        var given = ready!.Status.Conditions.Select(condition => condition with { Status = "Unknown", Reason = "NodeStatusUnknown" });
        await node.Api.UpdateStatusAsync(ready with { Status = ready.Status with { Conditions = [.. given] } }, node.Token);

        await node.AdvanceUntilAsync(
            () => node.Api.Find<V1Node>("", SimulatedNode.Name)!.Status.Conditions is { Count: 4 } conditions
                && conditions.Single(condition => condition.Type == "Ready") is { Status: "True", Reason: "KubeletReady" },
            TimeSpan.FromSeconds(5),
            TimeSpan.FromSeconds(30));
    }
}
