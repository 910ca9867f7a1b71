using System.Net;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Aggregation;

/// <summary>How aggregated servers are described by this one.</summary>
public sealed class ExtensionOpenApiTests
{
    private const string ApiServices = "/apis/apiregistration.k8s.io/v1/apiservices";
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    private const string Gauges = "/apis/metrics.example.com/v1/namespaces/{namespace}/gauges";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_whole_document_has_what_they_say_of_their_group_and_no_more()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster, hasV2: true);

        var document = (await cluster.GetAsync("/openapi/v2")).Json;
        var binary = await cluster.GetAsync("/openapi/v2", Protobuf);

        var (paths, definitions) = (document["paths"]!.AsObject(), document["definitions"]!.AsObject());
        paths.Should().ContainKey(Gauges).And.ContainKey("/api/v1/namespaces/{namespace}/pods/{name}").And.NotContainKey("/healthz");
        definitions.Should().ContainKey("com.example.metrics.v1.Gauge").And.NotContainKey("com.example.metrics.v1.Unused");
        document["parameters"]!.AsObject().Select(parameter => parameter.Key).Should().Equal("namespace-x");
        definitions["com.example.metrics.v1.Gauge"]!["properties"]!["metadata"]!["$ref"]!.GetValue<string>()
            .Should().Be("#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2", "its metadata are not what ours are");
        definitions["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2"]!["properties"]!.AsObject().Should().ContainSingle();
        definitions["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"]!["properties"]!.AsObject().Count.Should().BeGreaterThan(10);
        binary.Code.Should().Be(200);
        binary.Text.Should().Contain("Level is what it shows.").And.Contain("#/parameters/namespace-x");
    }

    [Fact]
    public async Task Their_document_is_fetched_only_when_it_is_asked_for_and_has_changed()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster, hasV2: true);
        var before = Fetched(extension);

        var first = await cluster.GetAsync("/openapi/v2");
        await cluster.GetAsync("/openapi/v3");
        var atOnce = Fetched(extension);
        cluster.Time.Advance(TimeSpan.FromSeconds(11));
        var second = await cluster.GetAsync("/openapi/v2");

        (before, atOnce, Fetched(extension)).Should().Be((0, 1, 2));
        second.Text.Should().Be(first.Text);
        extension.Requests.Should().Contain(request => request.StartsWith("GET /openapi/v2 user=system:aggregator groups=system:authenticated ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Their_own_documents_of_the_third_version_are_listed_and_asked_of_them()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster, hasV2: true, hasV3: true);

        var index = (await cluster.GetAsync("/openapi/v3")).Json["paths"]!;
        var url = index["apis/metrics.example.com/v1"]!["serverRelativeURL"]!.GetValue<string>();
        var document = await cluster.GetAsync(url);

        url.Should().Be("/openapi/v3/apis/metrics.example.com/v1?hash=H%2B1");
        index["apis/apps/v1"]!["serverRelativeURL"]!.GetValue<string>().Should().NotContain("EVIL");
        JsonNode.DeepEquals(document.Json, JsonNode.Parse(ExtensionDocuments.V3)).Should().BeTrue();
        extension.Requests.Should().Contain(request => request.StartsWith($"GET {url} user=tester ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_knows_only_the_second_version_is_described_in_the_third_too()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster, hasV2: true);

        var url = (await cluster.GetAsync("/openapi/v3")).Json["paths"]!["apis/metrics.example.com/v1"]!["serverRelativeURL"]!.GetValue<string>();
        var document = (await cluster.GetAsync(url)).Json;

        document["openapi"]!.GetValue<string>().Should().Be("3.0.0");
        document["components"]!["schemas"]!["com.example.metrics.v1.Gauge"]!["properties"]!["metadata"]!["$ref"]!.GetValue<string>()
            .Should().Be("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        document["paths"]![Gauges]!["post"]!["requestBody"]!.ToJsonString()
            .Should().Be("""{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/com.example.metrics.v1.Gauge"}}},"required":true}""");
    }

    [Fact]
    public async Task A_server_that_is_away_is_described_as_it_was()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster, hasV2: true);
        await cluster.GetAsync("/openapi/v2");

        extension.IsBroken = true;
        cluster.Time.Advance(TimeSpan.FromSeconds(11));
        var away = await cluster.GetAsync("/openapi/v2");
        await cluster.DeleteAsync($"{ApiServices}/v1.metrics.example.com");
        while ((await cluster.GetAsync("/apis")).Text.Contains("metrics.example.com", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        away.Text.Should().Contain("com.example.metrics.v1.Gauge");
        (await cluster.GetAsync("/openapi/v2")).Text.Should().NotContain("com.example.metrics.v1.Gauge", "it is gone for good");
    }

    [Fact]
    public async Task A_server_that_does_not_describe_itself_hides_nobody_else()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var extension = await StartAsync(cluster);

        (await cluster.GetAsync("/openapi/v2")).Text.Should().Contain("io.k8s.api.core.v1.Pod");
        (await cluster.GetAsync("/openapi/v3")).Text.Should().NotContain("metrics.example.com");
        (await cluster.GetAsync("/openapi/v3/apis/metrics.example.com/v1")).Code.Should().Be(404);
    }

    private static int Fetched(ExtensionApiServer extension) => extension.Requests.Count(request => request.StartsWith("GET /openapi/v2 ", StringComparison.Ordinal));

    private static async Task<ExtensionApiServer> StartAsync(ApiCluster cluster, bool hasV2 = false, bool hasV3 = false)
    {
        var extension = await ExtensionApiServer.StartAsync(cluster.Host.Certificates.KubeletServing("gauges.default.svc", [IPAddress.Loopback]), Token, hasV2, hasV3);
        await cluster.CreateAsync("/api/v1/namespaces/default/services", """{"metadata":{"name":"gauges"},"spec":{"ports":[{"port":443}]}}""");
        await cluster.CreateAsync(
            "/api/v1/namespaces/default/endpoints",
            $$$"""{"metadata":{"name":"gauges"},"subsets":[{"addresses":[{"ip":"127.0.0.1"}],"ports":[{"port":{{{extension.Port}}}}]}]}""");
        using var watch = await cluster.WatchAsync(ApiServices);
        await extension.RegisterAsync(cluster);
        while ((await watch.NextAsync())?.Object["status"]?["conditions"]?[0]?["reason"]?.GetValue<string>() != "Passed")
        {
            // Not yet.
        }

        return extension;
    }
}
