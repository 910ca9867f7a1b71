using System.Net;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Aggregation;

/// <summary>What the condition of an APIService says about the way to its server, as upstream says it.</summary>
public sealed class AvailabilityTests
{
    private const string ApiServices = "/apis/apiregistration.k8s.io/v1/apiservices";
    private const string Services = "/api/v1/namespaces/default/services";
    private const string Slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
    private const string Gauges = "/apis/metrics.example.com/v1/namespaces/default/gauges";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_missing_on_the_way_is_said_step_by_step()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await ExtensionApiServer.StartAsync(cluster.Host.Certificates.KubeletServing("gauges.default.svc", [IPAddress.Loopback]), Token);
        using var watch = await cluster.WatchAsync(ApiServices);

        await extension.RegisterAsync(cluster);
        (await NextAsync(watch)).Should().Be("False ServiceNotFound: service/gauges in \"default\" is not present");
        await cluster.CreateAsync(Services, """{"metadata":{"name":"gauges"},"spec":{"ports":[{"name":"other","port":80}]}}""");
        (await NextAsync(watch)).Should().Be("False ServicePortError: service/gauges in \"default\" is not listening on port 443");
        await cluster.MergeAsync($"{Services}/gauges", """{"spec":{"ports":[{"name":"api","port":443}]}}""");
        (await NextAsync(watch)).Should().Be("False EndpointsNotFound: cannot find endpointslices for service/gauges in \"default\"");
        await cluster.CreateAsync(Slices, Slice("one", extension.Port, """{"addresses":["127.0.0.1"],"conditions":{"ready":false}}"""));
        (await NextAsync(watch)).Should().Be("False MissingEndpoints: endpointslices for service/gauges in \"default\" have no addresses with port name \"api\"");
        await cluster.CreateAsync(Slices, Slice("two", extension.Port, """{"addresses":["127.0.0.1"]}"""));
        (await NextAsync(watch)).Should().Be("True Passed: all checks passed");

        (await cluster.GetAsync(Gauges)).Code.Should().Be(200);
    }

    [Fact]
    public async Task Only_ready_endpoints_are_gone_to()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await ExtensionApiServer.StartAsync(cluster.Host.Certificates.KubeletServing("gauges.default.svc", [IPAddress.Loopback]), Token);
        using var watch = await cluster.WatchAsync(ApiServices);
        await cluster.CreateAsync(Services, """{"metadata":{"name":"gauges"},"spec":{"ports":[{"name":"api","port":443}]}}""");

        // Nobody listens at the addresses that are not ready.
        var ill = Enumerable.Range(2, 20).Select(number => $$$"""{"addresses":["127.0.0.{{{number}}}"],"conditions":{"ready":false}}""");
        await cluster.CreateAsync(Slices, Slice("many", extension.Port, [.. ill, """{"addresses":["127.0.0.1"],"conditions":{"ready":true}}"""]));
        await extension.RegisterAsync(cluster);

        (await NextAsync(watch)).Should().Be("True Passed: all checks passed");
    }

    [Fact]
    public async Task A_server_that_was_never_reached_is_told_as_stale_and_its_group_is_listed()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await ExtensionApiServer.StartAsync(cluster.Host.Certificates.KubeletServing("gauges.default.svc", [IPAddress.Loopback]), Token);
        using var watch = await cluster.WatchAsync(ApiServices);
        await extension.RegisterAsync(cluster);
        await NextAsync(watch);

        var legacy = await cluster.GetAsync("/apis");
        var whole = await WholeAsync(cluster);

        legacy.Text.Should().Contain("metrics.example.com/v1");
        whole.Should().Be("""{"version":"v1","resources":[],"freshness":"Stale"}""");
        (await cluster.GetAsync("/apis/metrics.example.com/v1")).Code.Should().Be(503);
    }

    [Fact]
    public async Task What_a_server_served_last_is_told_as_stale_while_it_is_away()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await ExtensionApiServer.StartAsync(cluster.Host.Certificates.KubeletServing("gauges.default.svc", [IPAddress.Loopback]), Token);
        using var watch = await cluster.WatchAsync(ApiServices);
        await cluster.CreateAsync(Services, """{"metadata":{"name":"gauges"},"spec":{"ports":[{"name":"api","port":443}]}}""");
        await cluster.CreateAsync(Slices, Slice("one", extension.Port, """{"addresses":["127.0.0.1"]}"""));
        await extension.RegisterAsync(cluster);
        await NextAsync(watch);

        var before = await WholeAsync(cluster);
        await cluster.DeleteAsync($"{Slices}/one");
        await NextAsync(watch);
        var after = await WholeAsync(cluster);

        before.Should().Contain("gauges").And.Contain("\"Current\"");
        after.Should().Be(before.Replace("Current", "Stale", StringComparison.Ordinal));
    }

    private static async Task<string> WholeAsync(ApiCluster cluster)
    {
        var whole = (await cluster.GetAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")).Json;
        return whole["items"]!.AsArray().Single(item => item!["metadata"]!["name"]!.GetValue<string>() == "metrics.example.com")!["versions"]![0]!.ToJsonString();
    }

    /// <summary>What the condition of the aggregated group says next.</summary>
    private static async Task<string> NextAsync(ApiWatch watch)
    {
        while (await watch.NextAsync() is { } seen)
        {
            if (seen.Name == "v1.metrics.example.com" && seen.Object["status"]?["conditions"]?[0] is { } condition)
            {
                return $"{condition["status"]} {condition["reason"]}: {condition["message"]}";
            }
        }

        throw new InvalidOperationException("The watch ended.");
    }

    private static string Slice(string name, int port, params string[] endpoints) => $$$"""
        {"metadata":{"name":"{{{name}}}","labels":{"kubernetes.io/service-name":"gauges"}},"addressType":"IPv4",
         "ports":[{"name":"api","port":{{{port}}}}],"endpoints":[{{{string.Join(',', endpoints)}}}]}
        """;
}
