using k8s;
using k8s.Models;

namespace MiniKube.Testing.Tests;

public sealed class SimulatedNodeTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task A_simulated_node_has_all_that_a_real_one_tells_and_leaves_alone_what_others_say()
    {
        var node = (await _cluster.Client.CoreV1.ListNodeAsync(cancellationToken: Token)).Items.Single();
        await _cluster.Client.CoreV1.PatchNodeAsync(
            new V1Patch("""{"metadata":{"labels":{"mine":"yes"}},"spec":{"taints":[{"key":"k","effect":"PreferNoSchedule"}]}}""", V1Patch.PatchType.MergePatch),
            node.Metadata.Name,
            cancellationToken: Token);

        await RunAsync("p");

        var after = await _cluster.Client.CoreV1.ReadNodeAsync(node.Metadata.Name, cancellationToken: Token);
        node.Metadata.Labels.Should().ContainKeys("kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch");
        node.Status.Conditions.Single(one => one.Type == "Ready").Status.Should().Be("True");
        node.Status.Addresses.Select(one => one.Type).Should().Contain(["InternalIP", "Hostname"]);
        node.Status.Capacity.Should().ContainKeys("cpu", "memory", "pods");
        node.Status.Allocatable.Should().ContainKeys("cpu", "memory", "pods");
        after.Metadata.Labels["mine"].Should().Be("yes");
        after.Spec.Taints.Should().ContainSingle(one => one.Key == "k");
        var lease = await _cluster.Client.CoordinationV1.ReadNamespacedLeaseAsync(node.Metadata.Name, "kube-node-lease", cancellationToken: Token);
        lease.Spec.HolderIdentity.Should().Be(node.Metadata.Name);
        lease.Spec.RenewTime.Should().NotBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pod_on_it_tells_all_that_clients_wait_for()
    {
        var pod = await RunAsync("p");

        pod.Status.Conditions.Where(one => one.Status == "True").Select(one => one.Type)
            .Should().Contain(["PodScheduled", "Initialized", "ContainersReady", "Ready"]);
        pod.Status.ContainerStatuses.Should().ContainSingle().Which.State.Running.Should().NotBeNull();
        pod.Status.PodIP.Should().NotBeEmpty();
        pod.Status.PodIPs.Select(one => one.Ip).Should().Equal(pod.Status.PodIP);
        pod.Status.HostIP.Should().NotBeEmpty();
        pod.Status.HostIPs.Select(one => one.Ip).Should().Equal(pod.Status.HostIP);
        pod.Status.StartTime.Should().NotBeNull();
        pod.Status.QosClass.Should().Be("BestEffort");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_parts_of_the_control_plane_in_this_process_are_told_to_be_healthy()
    {
        using var http = new HttpClient(_cluster.CreateHandler("admin", "system:masters")) { BaseAddress = new Uri("https://in-process") };

        var list = System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync("/api/v1/componentstatuses", Token))!;

        list["items"]!.AsArray().Select(item => $"{item!["metadata"]!["name"]} {item["conditions"]![0]!["status"]}")
            .Should().Equal("controller-manager True", "etcd-0 True", "scheduler True");
    }

    private async Task<V1Pod> RunAsync(string name)
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "example.test/web:1" }] },
        };
        await _cluster.Client.CoreV1.CreateNamespacedPodAsync(pod, "default", cancellationToken: Token);
        return await _cluster.WaitForAsync<V1Pod>("default", name, one => one.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, Token);
    }
}
