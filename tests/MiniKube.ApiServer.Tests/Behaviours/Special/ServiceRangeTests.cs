using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class ServiceRangeTests
{
    private const string Services = "/api/v1/namespaces/default/services";
    private const string Addresses = "/apis/networking.k8s.io/v1/ipaddresses";
    private const string Ranges = "/apis/networking.k8s.io/v1/servicecidrs";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_is_an_object_that_says_whose_it_is()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Services, """{"metadata":{"name":"s"},"spec":{"clusterIP":"10.96.3.4","ports":[{"port":80}]}}""");

        var address = await cluster.GetAsync($"{Addresses}/10.96.3.4");
        await cluster.DeleteAsync($"{Services}/s");

        address.Json["spec"]!.ToJsonString().Should().Be("""{"parentRef":{"resource":"services","namespace":"default","name":"s"}}""");
        address.Metadata["labels"]!.ToJsonString().Should().Be(
            """{"ipaddress.kubernetes.io/ip-family":"IPv4","ipaddress.kubernetes.io/managed-by":"ipallocator.k8s.io"}""");
        (await cluster.GetAsync($"{Addresses}/10.96.3.4")).Code.Should().Be(404);
        (await cluster.GetAsync($"{Addresses}/10.96.0.1")).Json["spec"]!["parentRef"]!["name"]!.GetValue<string>().Should().Be("kubernetes");
    }

    [Fact]
    public async Task An_address_that_somebody_reserved_is_not_given()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(
            Addresses, """{"metadata":{"name":"10.96.3.4"},"spec":{"parentRef":{"group":"gateway.networking.k8s.io","resource":"gateways","namespace":"default","name":"g"}}}""");

        var taken = await cluster.PostAsync(Services, """{"metadata":{"name":"s"},"spec":{"clusterIP":"10.96.3.4","ports":[{"port":80}]}}""");

        (taken.Code, taken.Message).Should().Be(
            (422, "Service \"s\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.3.4\"]: failed to allocate IP 10.96.3.4: provided IP is already allocated"));
    }

    [Fact]
    public async Task The_range_of_the_cluster_is_an_object_and_further_ones_can_be_added()
    {
        await using var cluster = await ApiCluster.StartAsync(options => options with { ServiceClusterIpRange = IPNetwork.Parse("10.96.0.0/30") });
        var range = await cluster.GetAsync($"{Ranges}/kubernetes");
        await cluster.CreateAsync(Services, """{"metadata":{"name":"last"},"spec":{"ports":[{"port":80}]}}""");

        var full = await cluster.PostAsync(Services, """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}""");
        await cluster.CreateAsync(Ranges, """{"metadata":{"name":"more"},"spec":{"cidrs":["10.200.0.0/29"]}}""");
        var more = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            cluster.PostAsync(Services, $$$"""{"metadata":{"name":"s{{{i}}}"},"spec":{"ports":[{"port":80}]}}""")));
        var fullAgain = await cluster.PostAsync(Services, """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}""");

        range.Json["spec"]!.ToJsonString().Should().Be("""{"cidrs":["10.96.0.0/30"]}""");
        range.Json["status"]!["conditions"]![0]!["message"]!.GetValue<string>().Should().Be("Kubernetes default Service CIDR is ready");
        (full.Code, full.Message).Should().Be((500, "Internal error occurred: failed to allocate a serviceIP: range is full"));
        more.Select(answer => answer.Code).Should().AllBeEquivalentTo(201);
        more.Select(answer => answer.Json["spec"]!["clusterIP"]!.GetValue<string>()).Should().OnlyHaveUniqueItems().And.OnlyContain(ip => ip.StartsWith("10.200.0."));
        fullAgain.Code.Should().Be(500);
    }

    [Fact]
    public async Task A_start_gives_back_what_nobody_has_and_takes_what_somebody_has()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Services, """{"metadata":{"name":"s"},"spec":{"type":"NodePort","clusterIP":"10.96.3.4","ports":[{"port":80,"nodePort":30100}]}}""");
        await DeleteAsync(cluster, "/registry/networking.k8s.io/ipaddresses/10.96.3.4");
        await DeleteAsync(cluster, "/allocations/nodeports/30100");
        await PutAsync(cluster, "/allocations/nodeports/30200", "default/gone");
        await PutAsync(cluster, "/allocations/clusterips/10.96.3.9", "default/gone");
        await cluster.CreateAsync(Addresses, """
            {"metadata":{"name":"10.96.3.5","labels":{"ipaddress.kubernetes.io/managed-by":"ipallocator.k8s.io"}},
             "spec":{"parentRef":{"resource":"services","namespace":"default","name":"gone"}}}
            """);

        await using var again = await RestartAsync(cluster);

        (await cluster.GetAsync($"{Addresses}/10.96.3.4")).Json["spec"]!["parentRef"]!["name"]!.GetValue<string>().Should().Be("s");
        (await cluster.GetAsync($"{Addresses}/10.96.3.5")).Code.Should().Be(404);
        (await cluster.PostAsync(Services, """{"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":30100}]}}""")).Code.Should().Be(422);
        (await cluster.PostAsync(Services, """{"metadata":{"name":"b"},"spec":{"type":"NodePort","clusterIP":"10.96.3.9","ports":[{"port":80,"nodePort":30200}]}}""")).Code
            .Should().Be(201);
    }

    [Fact]
    public async Task A_start_leaves_two_services_of_one_address_alone_and_says_which_they_are()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Services, """{"metadata":{"name":"first"},"spec":{"clusterIP":"10.96.3.4","ports":[{"port":80}]}}""");
        await DeleteAsync(cluster, "/registry/networking.k8s.io/ipaddresses/10.96.3.4");
        await cluster.CreateAsync(Services, """{"metadata":{"name":"second"},"spec":{"clusterIP":"10.96.3.4","ports":[{"port":80}]}}""");
        using var log = new LogCollector(LogLevel.Warning);

        await using var again = await RestartAsync(cluster, log);

        log.Lines.Should().ContainSingle(line => line.Contains("10.96.3.4 belongs to two Services, default/first and default/second", StringComparison.Ordinal));
        (await cluster.GetAsync($"{Addresses}/10.96.3.4")).Json["spec"]!["parentRef"]!["name"]!.GetValue<string>().Should().Be("first");
        (await cluster.GetAsync(Services)).Names.Should().Contain(["first", "second"]);
    }

    private static Task<ApiServerHost> RestartAsync(ApiCluster cluster, ILoggerFactory? logging = null)
    {
        var random = new SeededRandomSource(11);
        var services = new ApiServerServices(cluster.Time, random, new RandomUidSource(random), logging ?? NullLoggerFactory.Instance);
        return ApiServerHost.StartAsync(new ApiServerOptions { Serve = false }, cluster.Store, services, Token);
    }

    private static async Task DeleteAsync(ApiCluster cluster, string key) =>
        await cluster.Store.CommitAsync(new Transaction { Success = [new Operation.Delete(KeyRange.Single(Key.From(key)))] }, Token);

    private static async Task PutAsync(ApiCluster cluster, string key, string value) =>
        await cluster.Store.CommitAsync(new Transaction { Success = [new Operation.Put(Key.From(key), Encoding.UTF8.GetBytes(value))] }, Token);
}
