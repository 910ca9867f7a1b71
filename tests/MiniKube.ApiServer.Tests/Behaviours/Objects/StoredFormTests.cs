using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Objects;

/// <summary>Entries 5 and 6: what of a body is kept, and how amounts are written.</summary>
public sealed class StoredFormTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task What_is_empty_or_null_is_dropped_where_nothing_would_have_been_written()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(
            ConfigMaps,
            """{"metadata":{"name":"a","labels":{},"annotations":null,"finalizers":[],"creationTimestamp":null},"data":{},"binaryData":null,"immutable":null}""");

        created.Select(field => field.Key).Should().Equal("kind", "apiVersion", "metadata");
        created["metadata"]!.AsObject().Select(field => field.Key).Should().Equal("name", "namespace", "uid", "resourceVersion", "creationTimestamp");
    }

    [Fact]
    public async Task An_empty_text_in_a_map_is_a_value()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"x":""}},"data":{"k":""}}""");

        created["data"]!.ToJsonString().Should().Be("""{"k":""}""");
        created["metadata"]!["labels"]!.ToJsonString().Should().Be("""{"x":""}""");
    }

    [Fact]
    public async Task What_is_always_written_is_there_though_it_is_empty()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var slice = await cluster.CreateAsync(SampleObjects.PathOf("endpointslices"), """{"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[]}""");
        var policy = await cluster.CreateAsync(SampleObjects.PathOf("networkpolicies"), """{"metadata":{"name":"a"},"spec":{"podSelector":{}}}""");
        var service = await cluster.CreateAsync(SampleObjects.PathOf("services"), """{"metadata":{"name":"a"},"spec":{"ports":[{"port":1}]}}""");
        var pod = await cluster.CreateAsync(Pods, """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v"}]}}""");

        slice["endpoints"]!.AsArray().Should().BeEmpty();
        policy["spec"]!["podSelector"]!.AsObject().Should().BeEmpty();
        service["status"]!.ToJsonString().Should().Be("""{"loadBalancer":{}}""");
        pod["spec"]!["securityContext"]!.AsObject().Should().BeEmpty();
        pod["spec"]!["containers"]![0]!["resources"]!.AsObject().Should().BeEmpty();
        pod["spec"]!["volumes"]!.AsArray().Single(volume => volume!["name"]!.GetValue<string>() == "v")!["emptyDir"]!.AsObject().Should().BeEmpty();
    }

    [Fact]
    public async Task A_null_leaves_the_default_to_be_filled_in()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var body = SampleObjects.Of("deployments", "a");
        body["spec"]!["replicas"] = null;
        body["spec"]!["strategy"] = null;

        var created = await cluster.CreateAsync(SampleObjects.PathOf("deployments"), body.ToJsonString());

        created["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
        created["spec"]!["strategy"]!["type"]!.GetValue<string>().Should().Be("RollingUpdate");
    }

    [Theory]
    [InlineData("1000m", "1")]
    [InlineData("0.5", "500m")]
    [InlineData("1.5", "1500m")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1000Ki", "1000Ki")]
    [InlineData("1e3", "1e3")]
    [InlineData("1000000", "1M")]
    [InlineData("0.1m", "1m")]
    [InlineData("1.25Gi", "1280Mi")]
    public async Task An_amount_is_kept_in_its_canonical_form(string sent, string kept)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(
            Pods,
            $$$$"""{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"example.com/x":"{{{{(sent.EndsWith('m') || sent.Contains('.') ? "1" : sent)}}}}","memory":"{{{{sent}}}}"},"requests":{"memory":"{{{{sent}}}}"}}}]}}""");

        created["spec"]!["containers"]![0]!["resources"]!["limits"]!["memory"]!.GetValue<string>().Should().Be(kept);
    }

    [Fact]
    public async Task An_amount_in_other_words_is_no_change()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(
            Pods, """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":1,"memory":"1Gi"}}}]}}""");

        var patched = await cluster.SendAsync(
            "PATCH",
            $"{Pods}/a",
            """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"1000m","memory":"1024Mi"}}}]}}""",
            "application/strategic-merge-patch+json");

        patched.Code.Should().Be(200, "{0}", patched.Text);
        patched.ResourceVersion.Should().Be(created["metadata"]!["resourceVersion"]!.GetValue<string>());
        patched.Json["spec"]!["containers"]![0]!["resources"]!["requests"]!.ToJsonString().Should().Be("""{"cpu":"1","memory":"1Gi"}""");
    }
}
