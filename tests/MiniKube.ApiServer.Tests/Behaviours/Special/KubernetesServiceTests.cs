using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

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
}
