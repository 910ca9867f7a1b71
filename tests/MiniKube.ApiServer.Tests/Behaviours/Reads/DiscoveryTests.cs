using System.Net;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Reads;

/// <summary>Entries 40 and 41: what the server says of itself.</summary>
public sealed class DiscoveryTests
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private const string OldProtobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1", "pods", "pod", "po", "all", "xPOwRZ+Yhw8=")]
    [InlineData("/api/v1", "services", "service", "svc", "all", "0/CO1lhkEBI=")]
    [InlineData("/api/v1", "configmaps", "configmap", "cm", "", "qFsyl6wFWjQ=")]
    [InlineData("/apis/apps/v1", "deployments", "deployment", "deploy", "all", "8aSe+NMegvE=")]
    [InlineData("/apis/batch/v1", "cronjobs", "cronjob", "cj", "all", "sd5LIXh4Fjs=")]
    [InlineData("/apis/apiextensions.k8s.io/v1", "customresourcedefinitions", "customresourcedefinition", "crd,crds", "api-extensions", "M5uH+AlWATY=")]
    public async Task A_resource_says_how_it_is_called_and_how_it_is_stored(string group, string name, string singular, string shortNames, string categories, string hash)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var document = (await cluster.GetAsync(group)).Json;

        document["kind"]!.GetValue<string>().Should().Be("APIResourceList");
        var resource = document["resources"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == name)!;
        resource["singularName"]!.GetValue<string>().Should().Be(singular);
        string.Join(',', resource["shortNames"]!.AsArray()).Should().Be(shortNames);
        string.Join(',', resource["categories"]?.AsArray() ?? []).Should().Be(categories);
        resource["storageVersionHash"]!.GetValue<string>().Should().Be(hash);
        string.Join(',', resource["verbs"]!.AsArray()).Should().Be("create,delete,deletecollection,get,list,patch,update,watch");
    }

    [Fact]
    public async Task A_subresource_stands_beside_its_resource()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var resources = (await cluster.GetAsync("/api/v1")).Json["resources"]!.AsArray();

        resources.Select(one => one!["name"]!.GetValue<string>()).Should().Contain(
            ["pods/log", "pods/exec", "pods/status", "pods/eviction", "pods/binding", "pods/ephemeralcontainers", "pods/resize", "nodes/proxy", "serviceaccounts/token", "namespaces/finalize", "replicationcontrollers/scale"]);
        var scale = resources.Single(one => one!["name"]!.GetValue<string>() == "replicationcontrollers/scale")!;
        scale.ToJsonString().Should().Be(
            """{"name":"replicationcontrollers/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get","patch","update"]}""");
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/apis")]
    public async Task Everything_comes_in_one_document_that_is_not_sent_again(string path)
    {
        await using var cluster = await ApiCluster.StartAsync();

        using var first = await SendAsync(cluster, path, Aggregated);
        var etag = first.Headers.ETag!.ToString();
        using var again = await SendAsync(cluster, path, Aggregated, ("If-None-Match", etag));
        var document = JsonNode.Parse(await first.Content.ReadAsStringAsync(Token))!;

        first.Content.Headers.ContentType!.ToString().Replace("; ", ";", StringComparison.Ordinal).Should().Be(Aggregated);
        first.Headers.Vary.Should().Contain("Accept");
        document["kind"]!.GetValue<string>().Should().Be("APIGroupDiscoveryList");
        document["apiVersion"]!.GetValue<string>().Should().Be("apidiscovery.k8s.io/v2");
        document["items"]!.AsArray().SelectMany(group => group!["versions"]!.AsArray()).Should().OnlyContain(version => version!["freshness"]!.GetValue<string>() == "Current");
        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await again.Content.ReadAsStringAsync(Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task Every_preferred_version_is_one_of_the_versions_and_every_group_has_its_document()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var groups = (await cluster.GetAsync("/apis")).Json["groups"]!.AsArray();

        groups.Should().NotBeEmpty();
        foreach (var group in groups)
        {
            var name = group!["name"]!.GetValue<string>();
            var versions = group["versions"]!.AsArray().Select(version => version!["groupVersion"]!.GetValue<string>()).ToList();
            versions.Should().Contain(group["preferredVersion"]!["groupVersion"]!.GetValue<string>());
            (await cluster.GetAsync($"/apis/{name}")).Json["name"]!.GetValue<string>().Should().Be(name);
            foreach (var version in versions)
            {
                (await cluster.GetAsync($"/apis/{version}")).Json["groupVersion"]!.GetValue<string>().Should().Be(version);
            }
        }
    }

    [Fact]
    public async Task The_description_of_version_2_comes_in_protobuf_to_older_clients_and_is_not_sent_again()
    {
        await using var cluster = await ApiCluster.StartAsync();

        using var protobuf = await SendAsync(cluster, "/openapi/v2", OldProtobuf);
        using var again = await SendAsync(cluster, "/openapi/v2", OldProtobuf, ("If-None-Match", protobuf.Headers.ETag!.ToString()));
        using var json = await SendAsync(cluster, "/openapi/v2", "application/json");

        protobuf.Content.Headers.ContentType!.ToString().Should().Be("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        (await protobuf.Content.ReadAsByteArrayAsync(Token)).AsSpan(0, 5).ToArray().Should().Equal(0x0A, 0x03, (byte)'2', (byte)'.', (byte)'0');
        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        JsonNode.Parse(await json.Content.ReadAsStringAsync(Token))!["swagger"]!.GetValue<string>().Should().Be("2.0");
    }

    [Fact]
    public async Task A_document_of_version_3_is_named_by_its_hash_and_kept_for_ever()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var address = (await cluster.GetAsync("/openapi/v3")).Json["paths"]!["apis/apps/v1"]!["serverRelativeURL"]!.GetValue<string>();
        using var document = await SendAsync(cluster, address, "application/json");

        address.Should().MatchRegex("^/openapi/v3/apis/apps/v1\\?hash=[0-9A-F]{64}$");
        document.Headers.CacheControl!.ToString().Should().Contain("public").And.Contain("immutable");
    }

    [Fact]
    public async Task Extensions_say_what_kinds_are_how_fields_merge_and_what_operations_do()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var document = (await cluster.GetAsync("/openapi/v3/apis/apps/v1")).Json;
        var schemas = document["components"]!["schemas"]!;

        schemas["io.k8s.api.apps.v1.Deployment"]!["x-kubernetes-group-version-kind"]!.ToJsonString().Should().Be("""[{"group":"apps","kind":"Deployment","version":"v1"}]""");
        schemas["io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"]!["x-kubernetes-map-type"]!.GetValue<string>().Should().Be("atomic");
        var ports = schemas["io.k8s.api.core.v1.Container"]!["properties"]!["ports"]!;
        ports["x-kubernetes-list-type"]!.GetValue<string>().Should().Be("map");
        ports["x-kubernetes-list-map-keys"]!.ToJsonString().Should().Be("""["containerPort","protocol"]""");
        ports["x-kubernetes-patch-merge-key"]!.GetValue<string>().Should().Be("containerPort");
        ports["x-kubernetes-patch-strategy"]!.GetValue<string>().Should().Be("merge");
        var path = document["paths"]!["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]!;
        var patch = path["patch"]!;
        patch["x-kubernetes-action"]!.GetValue<string>().Should().Be("patch");
        patch["x-kubernetes-group-version-kind"]!["kind"]!.GetValue<string>().Should().Be("Deployment");
        patch["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>()).Should().Contain(["dryRun", "fieldManager", "fieldValidation", "force"]);
        patch["requestBody"]!["content"]!.AsObject().Select(type => type.Key).Should().Equal(
            "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml");
        path["get"]!["x-kubernetes-action"]!.GetValue<string>().Should().Be("get");
        path["put"]!["x-kubernetes-action"]!.GetValue<string>().Should().Be("put");
        path["delete"]!["x-kubernetes-action"]!.GetValue<string>().Should().Be("delete");
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiCluster cluster, string path, string accept, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await cluster.Http.SendAsync(request, Token);
    }
}
