using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated;
using MiniKube.CriShim.Simulated.Pods;

namespace MiniKube.CriShim.Tests.Simulated;

public sealed class SimulatedSandboxTests : IDisposable
{
    private readonly SimulatedNode _node = new(new SimulatedRuntimeOptions { PodCidr = "10.1.2.0/29" });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Sandboxes_get_addresses_of_the_range_until_none_is_left()
    {
        List<string> addresses = [];
        for (var i = 0; i < 5; i++)
        {
            addresses.Add((await _node.SandboxStatusAsync(await _node.RunSandboxAsync(SimulatedNode.Pod("p" + i)))).Network.Ip);
        }

        var act = async () => await _node.RunSandboxAsync(SimulatedNode.Pod("one-too-many"));

        addresses.Should().Equal("10.1.2.2", "10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6");
        await act.Should().ThrowAsync<RpcException>();
    }

    [Fact]
    public async Task An_address_given_back_is_the_last_to_come_again()
    {
        var first = await _node.RunSandboxAsync(SimulatedNode.Pod("first"));
        await _node.Runtime.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = first }, cancellationToken: Cancellation);

        var second = await _node.RunSandboxAsync(SimulatedNode.Pod("second"));

        (await _node.SandboxStatusAsync(first)).Network.Ip.Should().BeEmpty();
        (await _node.SandboxStatusAsync(second)).Network.Ip.Should().Be("10.1.2.3");
    }

    [Fact]
    public async Task A_pod_on_the_nodes_network_has_no_address_of_its_own()
    {
        var id = await _node.RunSandboxAsync(SimulatedNode.Pod("host", static config => config.Linux.SecurityContext =
            new LinuxSandboxSecurityContext { NamespaceOptions = new NamespaceOption { Network = NamespaceMode.Node } }));

        (await _node.SandboxStatusAsync(id)).Network.Ip.Should().BeEmpty();
    }

    [Fact]
    public async Task A_range_set_later_is_used_for_new_sandboxes_in_both_families()
    {
        var request = new UpdateRuntimeConfigRequest
        {
            RuntimeConfig = new RuntimeConfig { NetworkConfig = new NetworkConfig { PodCidr = "10.9.0.0/24,fd00:9::/64" } },
        };
        await _node.Runtime.UpdateRuntimeConfigAsync(request, cancellationToken: Cancellation);

        var network = (await _node.SandboxStatusAsync(await _node.RunSandboxAsync(SimulatedNode.Pod("dual")))).Network;

        network.Ip.Should().Be("10.9.0.2");
        network.AdditionalIps.Should().ContainSingle().Which.Ip.Should().Be("fd00:9::2");
    }

    [Fact]
    public async Task Stopping_a_sandbox_kills_its_containers_and_removing_it_removes_them()
    {
        var (sandbox, container) = await _node.StartPodAsync("whole");

        await _node.Runtime.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = sandbox }, cancellationToken: Cancellation);
        var stopped = await _node.StatusAsync(container);
        await _node.Runtime.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = sandbox }, cancellationToken: Cancellation);
        await _node.Runtime.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = sandbox }, cancellationToken: Cancellation);

        stopped.ExitCode.Should().Be(137);
        (await _node.Runtime.ListPodSandboxAsync(new ListPodSandboxRequest(), cancellationToken: Cancellation)).Items.Should().BeEmpty();
        (await _node.Runtime.ListContainersAsync(new ListContainersRequest(), cancellationToken: Cancellation)).Containers.Should().BeEmpty();
    }

    [Fact]
    public async Task Lists_are_filtered_by_state_and_labels()
    {
        var ready = await _node.RunSandboxAsync(SimulatedNode.Pod("ready"));
        var stopped = await _node.RunSandboxAsync(SimulatedNode.Pod("stopped"));
        await _node.Runtime.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = stopped }, cancellationToken: Cancellation);

        var byState = await ListAsync(new PodSandboxFilter { State = new PodSandboxStateValue { State = PodSandboxState.SandboxReady } });
        var byLabel = await ListAsync(new PodSandboxFilter { LabelSelector = { ["app"] = "stopped" } });

        byState.Should().Equal(ready);
        byLabel.Should().Equal(stopped);
    }

    [Fact]
    public async Task Ids_are_the_same_in_every_run()
    {
        using var again = new SimulatedNode(new SimulatedRuntimeOptions { PodCidr = "10.1.2.0/29" });

        var first = await _node.RunSandboxAsync(SimulatedNode.Pod("a"));
        var second = await again.RunSandboxAsync(SimulatedNode.Pod("a"));

        first.Should().Be(second).And.HaveLength(64);
    }

    [Fact]
    public async Task A_condition_can_be_taken_away()
    {
        _node.Simulated.SetCondition("NetworkReady", isReady: false, "Test", "no network");

        var status = (await _node.Runtime.StatusAsync(new StatusRequest(), cancellationToken: Cancellation)).Status;

        status.Conditions.Should().Contain(static condition => condition.Type == "RuntimeReady" && condition.Status);
        status.Conditions.Should().Contain(static condition => condition.Type == "NetworkReady" && !condition.Status && condition.Message == "no network");
    }

    [Fact]
    public void A_range_without_room_is_refused()
    {
        var act = () => new AddressPool("10.0.0.0/31");

        act.Should().Throw<FormatException>();
    }

    private async Task<List<string>> ListAsync(PodSandboxFilter filter)
    {
        var response = await _node.Runtime.ListPodSandboxAsync(new ListPodSandboxRequest { Filter = filter }, cancellationToken: Cancellation);
        return [.. response.Items.Select(static item => item.Id)];
    }
}
