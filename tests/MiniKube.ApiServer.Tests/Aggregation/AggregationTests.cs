using System.Net;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Aggregation;

public sealed class AggregationTests
{
    private const string ApiServices = "/apis/apiregistration.k8s.io/v1/apiservices";
    private const string Gauges = "/apis/metrics.example.com/v1/namespaces/default/gauges";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_of_a_group_go_to_the_server_behind_it_with_the_names_of_who_asks()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster);
        await RegisterAsync(cluster, extension);

        var list = await cluster.GetAsync($"{Gauges}?limit=5");
        var posted = await cluster.PostAsync(Gauges, """{"kind":"Gauge"}""");

        list.Json["kind"]!.GetValue<string>().Should().Be("GaugeList");
        posted.Code.Should().Be(201);
        extension.Requests.Should().Contain(
            $"GET {Gauges}?limit=5 user=tester groups=system:masters|system:authenticated authorization= certificate=CN=front-proxy-client body=");
        extension.Requests.Should().Contain(request => request.StartsWith($"POST {Gauges} ", StringComparison.Ordinal) && request.EndsWith("body={\"kind\":\"Gauge\"}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_that_a_client_forges_are_not_passed_on()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster);
        await RegisterAsync(cluster, extension);
        using var request = new HttpRequestMessage(HttpMethod.Get, Gauges);
        request.Headers.Add("X-Remote-User", "root");
        request.Headers.Add("X-Remote-Group", "forged");
        request.Headers.Add("Authorization", "Bearer stolen");

        using var response = await cluster.Http.SendAsync(request, Token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        extension.Requests.Should().Contain(seen => seen.StartsWith($"GET {Gauges} user=tester ", StringComparison.Ordinal));
        extension.Requests.Should().NotContain(seen => seen.Contains("forged", StringComparison.Ordinal) || seen.Contains("stolen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Discovery_tells_of_the_group_in_both_forms()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster);
        var before = await cluster.GetAsync("/apis");
        await RegisterAsync(cluster, extension);

        var groups = await cluster.GetAsync("/apis");
        var whole = (await cluster.GetAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")).Json;
        var group = await cluster.GetAsync("/apis/metrics.example.com");
        var version = await cluster.GetAsync("/apis/metrics.example.com/v1");

        before.Text.Should().NotContain("metrics.example.com");
        groups.Text.Should().Contain("metrics.example.com/v1");
        var gauges = whole["items"]!.AsArray().Single(item => item!["metadata"]!["name"]!.GetValue<string>() == "metrics.example.com")!["versions"]![0]!["resources"]![0]!;
        gauges["shortNames"]!.ToJsonString().Should().Be("""["ga"]""");
        gauges["subresources"]![0]!["subresource"]!.GetValue<string>().Should().Be("scale");
        group.Json["preferredVersion"]!["version"]!.GetValue<string>().Should().Be("v1");
        version.Text.Should().Contain("gauges/scale");
    }

    [Fact]
    public async Task A_watch_streams_through_as_it_happens()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster);
        await RegisterAsync(cluster, extension);
        using var watch = await cluster.WatchAsync(Gauges);

        var first = await watch.NextAsync();
        extension.Release.SetResult();
        var second = await watch.NextAsync();

        (first!.Name, second!.Name).Should().Be(("one", "two"));
    }

    [Fact]
    public async Task An_upgraded_connection_is_joined_and_nothing_of_it_is_held_back()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster);
        await RegisterAsync(cluster, extension);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Gauges}/one/proxy");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");

        using var response = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        var echoed = new byte[1];
        foreach (var letter in "0123456789ABCDEF"u8.ToArray())
        {
            // The mark between header lines is of these letters: each might be its beginning.
            await stream.WriteAsync(new[] { letter }, Token);
            await stream.ReadExactlyAsync(echoed, Token);
            echoed[0].Should().Be(letter);
        }

        extension.Requests.Should().Contain($"websocket {Gauges}/one/proxy user=tester groups=system:masters|system:authenticated");
    }

    [Fact]
    public async Task A_server_that_fails_is_told_of_and_not_asked_until_it_is_well_again()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster);
        await RegisterAsync(cluster, extension);

        extension.IsBroken = true;
        await ReachAsync(cluster, "FailedDiscoveryCheck", cluster.Time.Advance);
        var refused = await cluster.GetAsync(Gauges);
        extension.IsBroken = false;
        await ReachAsync(cluster, "Passed", cluster.Time.Advance);

        (refused.Code, refused.Reason).Should().Be((503, "ServiceUnavailable"));
        (await cluster.GetAsync(Gauges)).Code.Should().Be(200);
    }

    [Fact]
    public async Task A_group_is_gone_with_its_registration()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster);
        await RegisterAsync(cluster, extension);

        await cluster.DeleteAsync($"{ApiServices}/v1.metrics.example.com");
        while ((await cluster.GetAsync(Gauges)).Code != 404)
        {
            await Task.Yield();
        }

        (await cluster.GetAsync("/apis")).Text.Should().NotContain("metrics.example.com");
    }

    [Fact]
    public async Task A_server_of_another_name_is_not_trusted_unless_that_is_asked_for()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var impostor = await ExtensionApiServer.StartAsync(cluster.Host.Certificates.KubeletServing("elsewhere", [IPAddress.Loopback]), Token);
        await RegisterAsync(cluster, impostor, expect: "FailedDiscoveryCheck");

        var refused = await cluster.GetAsync(Gauges);
        await cluster.MergeAsync($"{ApiServices}/v1.metrics.example.com", """{"spec":{"caBundle":null,"insecureSkipTLSVerify":true}}""");
        await ReachAsync(cluster, "Passed", _ => { });

        refused.Code.Should().Be(503);
        (await cluster.GetAsync(Gauges)).Code.Should().Be(200);
    }

    [Fact]
    public async Task Extension_servers_can_read_by_what_to_know_this_one()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var told = (await cluster.GetAsync("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication")).Json["data"]!;

        told["requestheader-client-ca-file"]!.GetValue<string>().Should().StartWith("-----BEGIN CERTIFICATE-----")
            .And.NotBe(told["client-ca-file"]!.GetValue<string>(), "whoever signs clients must not be able to speak for others");
        told["requestheader-username-headers"]!.GetValue<string>().Should().Be("""["X-Remote-User"]""");
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"v2.metrics.example.com"},"spec":{"group":"metrics.example.com","version":"v1","groupPriorityMinimum":1,"versionPriority":1}}""", "metadata.name")]
    [InlineData("""{"metadata":{"name":"v1.metrics.example.com"},"spec":{"group":"metrics.example.com","version":"v1","groupPriorityMinimum":0,"versionPriority":1}}""", "spec.groupPriorityMinimum")]
    [InlineData("""{"metadata":{"name":"v1.metrics.example.com"},"spec":{"group":"metrics.example.com","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"insecureSkipTLSVerify":true}}""", "spec.insecureSkipTLSVerify")]
    [InlineData("""{"metadata":{"name":"v1.metrics.example.com"},"spec":{"group":"metrics.example.com","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"service":{"name":"x"}}}""", "spec.service.namespace")]
    public async Task A_registration_that_makes_no_sense_is_refused(string body, string field)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(ApiServices, body);

        answer.Code.Should().Be(422);
        answer.Message.Should().Contain(field);
    }

    private static Task<ExtensionApiServer> StartAsync(ApiCluster cluster) =>
        ExtensionApiServer.StartAsync(cluster.Host.Certificates.KubeletServing("gauges.default.svc", [IPAddress.Loopback]), Token);

    private static async Task RegisterAsync(ApiCluster cluster, ExtensionApiServer extension, string expect = "Passed")
    {
        await cluster.CreateAsync("/api/v1/namespaces/default/services", """{"metadata":{"name":"gauges"},"spec":{"ports":[{"port":443}]}}""");
        await cluster.CreateAsync(
            "/api/v1/namespaces/default/endpoints",
            $$$"""{"metadata":{"name":"gauges"},"subsets":[{"addresses":[{"ip":"127.0.0.1"}],"ports":[{"port":{{{extension.Port}}}}]}]}""");
        await extension.RegisterAsync(cluster);
        await ReachAsync(cluster, expect, _ => { });
    }

    /// <summary>Waits until the condition has a reason; moves the clock first.</summary>
    private static async Task ReachAsync(ApiCluster cluster, string reason, Action<TimeSpan> move)
    {
        using var watch = await cluster.WatchAsync(ApiServices);
        move(TimeSpan.FromSeconds(30));
        while ((await watch.NextAsync())?.Object["status"]?["conditions"]?[0]?["reason"]?.GetValue<string>() != reason)
        {
            // Not yet.
        }
    }
}
