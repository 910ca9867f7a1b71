using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

/// <summary>What the server needs itself, and makes again.</summary>
public sealed class KubernetesServiceTests
{
    private const string Services = "/api/v1/namespaces/default/services";

    [Fact]
    public async Task The_kubernetes_service_comes_back_at_its_address_when_somebody_deletes_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync($"{Services}?fieldSelector=metadata.name%3Dkubernetes&resourceVersion={cluster.Store.Applied}");

        var deleted = await cluster.DeleteAsync($"{Services}/kubernetes");

        deleted.Code.Should().Be(200, deleted.Text);
        var events = await watch.TakeAsync(2);
        events.Select(one => one.ToString()).Should().Equal("DELETED kubernetes", "ADDED kubernetes");
        events[1].Object["spec"]!["clusterIP"]!.GetValue<string>().Should().Be("10.96.0.1");
        events[1].Object["spec"]!["ports"]![0]!["port"]!.GetValue<int>().Should().Be(443);
    }

    [Fact]
    public async Task The_namespace_of_the_nodes_heartbeats_comes_back_too()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Namespaces = "/api/v1/namespaces";
        var deleted = await cluster.DeleteAsync($"{Namespaces}/kube-node-lease");
        using var watch = await cluster.WatchAsync($"{Namespaces}?fieldSelector=metadata.name%3Dkube-node-lease&resourceVersion={cluster.Store.Applied}");

        var finalized = await cluster.PutAsync($"{Namespaces}/kube-node-lease/finalize", """{"metadata":{"name":"kube-node-lease"},"spec":{"finalizers":[]}}""");

        deleted.Code.Should().Be(200, deleted.Text);
        finalized.Code.Should().Be(200, finalized.Text);
        (await watch.TakeAsync(2)).Select(one => one.ToString()).Should().Equal("DELETED kube-node-lease", "ADDED kube-node-lease");
        (await cluster.GetAsync($"{Namespaces}/kube-node-lease")).Json["status"]!["phase"]!.GetValue<string>().Should().Be("Active");
    }
}
