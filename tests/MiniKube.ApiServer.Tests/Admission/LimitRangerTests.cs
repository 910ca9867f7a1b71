using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission;

public sealed class LimitRangerTests : IAsyncLifetime
{
    private const string Default = "/api/v1/namespaces/default";

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Containers_get_the_defaults_that_they_leave_out()
    {
        await RangeAsync("""{"type":"Container","default":{"cpu":"500m","memory":"64Mi"},"defaultRequest":{"cpu":"100m","memory":"32Mi"} }""");

        var plain = (await PodAsync("a", "{}")).Json;
        var own = (await PodAsync("b", """{"limits":{"cpu":"2"} }""")).Json;

        plain["spec"]!["containers"]![0]!["resources"]!.ToJsonString().Should().Be(
            """{"limits":{"cpu":"500m","memory":"64Mi"},"requests":{"cpu":"100m","memory":"32Mi"}}""");
        plain["metadata"]!["annotations"]!["kubernetes.io/limit-ranger"]!.GetValue<string>().Should().Be(
            "LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c");
        own["spec"]!["containers"]![0]!["resources"]!["limits"]!["cpu"]!.GetValue<string>().Should().Be("2");
        own["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.GetValue<string>().Should().Be("2");
    }

    [Theory]
    [InlineData("""{"type":"Container","max":{"cpu":"1"} }""", """{"limits":{"cpu":"2"} }""", "maximum cpu usage per Container is 1, but limit is 2")]
    [InlineData("""{"type":"Pod","max":{"cpu":"1"} }""", "{}", "maximum cpu usage per Pod is 1.  No limit is specified")]
    [InlineData("""{"type":"Pod","min":{"cpu":"1"} }""", """{"requests":{"cpu":"500m"} }""", "minimum cpu usage per Pod is 1, but request is 500m")]
    [InlineData("""{"type":"Container","maxLimitRequestRatio":{"cpu":"2"} }""", """{"requests":{"cpu":"1"},"limits":{"cpu":"3"} }""", "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000")]
    public async Task A_pod_beyond_a_bound_is_refused(string limit, string resources, string why)
    {
        await RangeAsync(limit);

        var answer = await PodAsync("p", resources);

        answer.Code.Should().Be(403, answer.Text);
        answer.Message.Should().Be($"pods \"p\" is forbidden: {why}");
    }

    [Fact]
    public async Task A_claim_beyond_a_bound_is_refused()
    {
        await RangeAsync("""{"type":"PersistentVolumeClaim","min":{"storage":"1Gi"},"max":{"storage":"2Gi"} }""");

        (await ClaimAsync("3Gi")).Message.Should().EndWith("maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi");
        (await ClaimAsync("512Mi")).Message.Should().EndWith("minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 512Mi");
        (await ClaimAsync("2Gi")).Code.Should().Be(201);
    }

    private Task<JsonObject> RangeAsync(string limit) => _cluster.CreateAsync($"{Default}/limitranges", $$"""{"metadata":{"name":"l"},"spec":{"limits":[{{limit}}]} }""");

    private Task<ApiAnswer> PodAsync(string name, string resources) => _cluster.PostAsync(
        $"{Default}/pods", $$"""{"metadata":{"name":"{{name}}"},"spec":{"containers":[{"name":"c","image":"i","resources":{{resources}} }]} }""");

    private Task<ApiAnswer> ClaimAsync(string size) => _cluster.PostAsync(
        $"{Default}/persistentvolumeclaims",
        $$"""{"metadata":{"name":"c"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"{{size}}"} } } }""");
}
