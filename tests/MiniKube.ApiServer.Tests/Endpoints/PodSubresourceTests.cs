using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class PodSubresourceTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Pod = $"{Pods}/p";

    [Fact]
    public async Task A_container_for_debugging_is_added_to_a_pod_that_runs_and_changes_nothing_else()
    {
        await using var cluster = await WithPodAsync();

        var added = await StrategicAsync(cluster, $"{Pod}/ephemeralcontainers", """
            {"metadata":{"labels":{"x":"y"}},"spec":{"nodeName":"n9","ephemeralContainers":[{"name":"d","image":"i","targetContainerName":"c","stdin":true}]}}
            """);
        var second = await StrategicAsync(cluster, $"{Pod}/ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"e","image":"i"}]}}""");

        added.Code.Should().Be(200, added.Text);
        added.Json["spec"]!["nodeName"].Should().BeNull();
        added.Metadata["generation"]!.GetValue<int>().Should().Be(2);
        second.Json["spec"]!["ephemeralContainers"]!.AsArray().Select(each => each!["name"]!.GetValue<string>()).Should().BeEquivalentTo("d", "e");
        (await cluster.GetAsync($"{Pod}/ephemeralcontainers")).Json["spec"]!["ephemeralContainers"]!.AsArray().Should().HaveCount(2);
        (await cluster.MergeAsync(Pod, """{"spec":{"ephemeralContainers":null}}""")).Code.Should().Be(422);
    }

    [Theory]
    [InlineData("""{"name":"d","image":"i","targetContainerName":"none"}""", "spec.ephemeralContainers[0].targetContainerName", "Not found: \"none\"")]
    [InlineData("""{"name":"d","image":"i","ports":[{"containerPort":80}]}""", "spec.ephemeralContainers[0].ports", "cannot be set for an Ephemeral Container")]
    [InlineData("""{"name":"d","image":"i","resources":{"limits":{"cpu":"1"}}}""", "spec.ephemeralContainers[0].resources", "cannot be set for an Ephemeral Container")]
    [InlineData("""{"name":"c","image":"i"}""", "name", "Duplicate value: \"c\"")]
    public async Task A_container_for_debugging_that_is_more_than_one_is_refused(string container, string field, string why)
    {
        await using var cluster = await WithPodAsync();

        var answer = await StrategicAsync(cluster, $"{Pod}/ephemeralcontainers", $$$"""{"spec":{"ephemeralContainers":[{{{container}}}]}}""");

        answer.Code.Should().Be(422);
        answer.Message.Should().Contain(field).And.Contain(why);
    }

    [Theory]
    [InlineData("[]", "may not be removed")]
    [InlineData("""[{"name":"d","image":"other"}]""", "may not be changed")]
    public async Task A_container_for_debugging_stays_as_it_is(string containers, string why)
    {
        await using var cluster = await WithPodAsync();
        await StrategicAsync(cluster, $"{Pod}/ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"d","image":"i"}]}}""");

        var answer = await cluster.MergeAsync($"{Pod}/ephemeralcontainers", $$$"""{"spec":{"ephemeralContainers":{{{containers}}}}}""");

        answer.Code.Should().Be(422);
        answer.Message.Should().Contain(why);
    }

    [Fact]
    public async Task A_resize_changes_cpu_and_memory_and_nothing_else_and_is_a_new_generation()
    {
        await using var cluster = await WithPodAsync();

        var resized = await StrategicAsync(cluster, $"{Pod}/resize", """
            {"metadata":{"labels":{"x":"y"}},"spec":{"priority":7,"containers":[{"name":"c","image":"other","resources":{"requests":{"cpu":"200m"},"limits":{"memory":"128Mi"}}}]}}
            """);

        resized.Code.Should().Be(200, resized.Text);
        var container = resized.Json["spec"]!["containers"]![0]!;
        container["resources"]!["requests"]!["cpu"]!.GetValue<string>().Should().Be("200m");
        container["resources"]!["limits"]!["memory"]!.GetValue<string>().Should().Be("128Mi");
        container["image"]!.GetValue<string>().Should().Be("i");
        resized.Metadata["generation"]!.GetValue<int>().Should().Be(2);
        (await cluster.MergeAsync(Pod, """{"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"300m"}}}]}}""")).Code
            .Should().Be(422, "resources change by the subresource alone");
    }

    [Theory]
    [InlineData("""{"name":"c","resources":{"requests":{"cpu":null}}}""", "resource requests cannot be removed")]
    [InlineData("""{"name":"c","resources":{"limits":{"memory":null}}}""", "resource limits cannot be removed")]
    [InlineData("""{"name":"c","resources":{"requests":{"cpu":"1","memory":"64Mi"},"limits":{"cpu":"1"}}}""", "Pod QOS Class may not change as a result of resizing")]
    [InlineData("""{"name":"c","resources":{"requests":{"ephemeral-storage":"1Gi"}}}""", "only cpu and memory resources are mutable")]
    [InlineData("""{"name":"new","image":"i"}""", "containers may not be added, removed, renamed or reordered on resize")]
    [InlineData("""{"name":"c","resources":{"requests":{"memory":"1Gi"}}}""", "must be less than or equal to memory limit")]
    public async Task A_resize_that_is_more_than_one_is_refused(string container, string why)
    {
        await using var cluster = await WithPodAsync();

        var answer = await StrategicAsync(cluster, $"{Pod}/resize", $$$"""{"spec":{"containers":[{{{container}}}]}}""");

        answer.Code.Should().Be(422, answer.Text);
        answer.Message.Should().Contain(why);
    }

    [Theory]
    [InlineData("""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}""", 201)]
    [InlineData("""{"kind":"Eviction","apiVersion":"policy/v1beta1","metadata":{"name":"p"}}""", 201)]
    [InlineData("""{"metadata":{"name":"p"}}""", 201)]
    [InlineData("""{"apiVersion":"policy/v2","kind":"Eviction","metadata":{"name":"p"}}""", 400)]
    [InlineData("""{"apiVersion":7}""", 400)]
    [InlineData("""{"apiVersion":"policy/v1beta1" """, 400)]
    public async Task An_eviction_is_taken_in_the_older_version_too(string body, int code)
    {
        await using var cluster = await WithPodAsync();

        var answer = await cluster.PostAsync($"{Pod}/eviction", body);

        answer.Code.Should().Be(code, answer.Text);
        (await cluster.GetAsync(Pod)).Code.Should().Be(code == 201 ? 404 : 200);
    }

    [Fact]
    public async Task Owners_of_what_a_subresource_changed_are_told_with_its_name()
    {
        await using var cluster = await WithPodAsync();

        await StrategicAsync(cluster, $"{Pod}/resize?fieldManager=scaler", """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"200m"}}}]}}""");

        var owner = (await cluster.GetAsync(Pod)).Metadata["managedFields"]!.AsArray().Single(each => each!["manager"]!.GetValue<string>() == "scaler")!;
        owner["subresource"]!.GetValue<string>().Should().Be("resize");
        owner["fieldsV1"]!.ToJsonString().Should().Contain("f:cpu").And.NotContain("f:image");
    }

    private static Task<ApiAnswer> StrategicAsync(ApiCluster cluster, string path, string body) =>
        cluster.SendAsync("PATCH", path, body, "application/strategic-merge-patch+json");

    private static async Task<ApiCluster> WithPodAsync()
    {
        var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Pods, """
            {"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"memory":"64Mi"}}}]}}
            """);
        return cluster;
    }
}
