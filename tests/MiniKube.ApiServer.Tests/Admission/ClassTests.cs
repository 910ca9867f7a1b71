using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission;

public sealed class ClassTests : IAsyncLifetime
{
    private const string Default = "/api/v1/namespaces/default";
    private const string Claim = "\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}";

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_claim_without_a_class_gets_the_newest_default_one()
    {
        var before = await ClaimAsync("before", "");
        await StorageClassAsync("old", "true");
        _cluster.Time.Advance(TimeSpan.FromSeconds(2));
        await StorageClassAsync("new", "true");
        await StorageClassAsync("other", "false");

        var silent = await ClaimAsync("silent", "");
        var none = await ClaimAsync("none", ",\"storageClassName\":\"\"");
        var named = await ClaimAsync("named", ",\"storageClassName\":\"other\"");

        before.Json["spec"]!["storageClassName"].Should().BeNull();
        silent.Json["spec"]!["storageClassName"]!.GetValue<string>().Should().Be("new");
        none.Json["spec"]!["storageClassName"]!.GetValue<string>().Should().BeEmpty();
        named.Json["spec"]!["storageClassName"]!.GetValue<string>().Should().Be("other");
    }

    [Fact]
    public async Task An_ingress_without_a_class_gets_the_default_one()
    {
        await _cluster.CreateAsync(
            "/apis/networking.k8s.io/v1/ingressclasses",
            """{"metadata":{"name":"web","annotations":{"ingressclass.kubernetes.io/is-default-class":"true"}},"spec":{"controller":"example.com/web"}}""");

        var made = await _cluster.CreateAsync(
            "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
            """{"metadata":{"name":"i"},"spec":{"defaultBackend":{"service":{"name":"s","port":{"number":80}}}}}""");

        made["spec"]!["ingressClassName"]!.GetValue<string>().Should().Be("web");
    }

    [Fact]
    public async Task A_pod_gets_what_its_runtime_class_costs_and_where_it_runs()
    {
        await _cluster.CreateAsync("/apis/node.k8s.io/v1/runtimeclasses", """
            {"metadata":{"name":"vm"},"handler":"vm","overhead":{"podFixed":{"cpu":"250m"}},
             "scheduling":{"nodeSelector":{"vm":"yes"},"tolerations":[{"key":"vm","operator":"Exists"}]}}
            """);

        var pod = await PodAsync("a", "\"runtimeClassName\":\"vm\"");
        var clash = await PodAsync("b", "\"runtimeClassName\":\"vm\",\"nodeSelector\":{\"vm\":\"no\"}");
        var missing = await PodAsync("c", "\"runtimeClassName\":\"gone\"");
        var alone = await PodAsync("d", "\"overhead\":{\"cpu\":\"1\"}");

        pod.Code.Should().Be(201, pod.Text);
        pod.Json["spec"]!["overhead"]!.ToJsonString().Should().Be("""{"cpu":"250m"}""");
        pod.Json["spec"]!["nodeSelector"]!.ToJsonString().Should().Be("""{"vm":"yes"}""");
        pod.Json["spec"]!["tolerations"]!.ToJsonString().Should().Contain("\"key\":\"vm\"");
        clash.Message.Should().Contain("conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no");
        missing.Message.Should().EndWith("pod rejected: RuntimeClass \"gone\" not found");
        alone.Message.Should().EndWith("Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }

    private Task<ApiAnswer> StorageClassAsync(string name, string isDefault) => _cluster.PostAsync(
        "/apis/storage.k8s.io/v1/storageclasses",
        $$"""{"metadata":{"name":"{{name}}","annotations":{"storageclass.kubernetes.io/is-default-class":"{{isDefault}}"} },"provisioner":"example.com/p"}""");

    private Task<ApiAnswer> ClaimAsync(string name, string more) =>
        _cluster.PostAsync($"{Default}/persistentvolumeclaims", $$"""{"metadata":{"name":"{{name}}"},"spec":{ {{Claim}}{{more}} } }""");

    private Task<ApiAnswer> PodAsync(string name, string more) => _cluster.PostAsync(
        $"{Default}/pods", $$"""{"metadata":{"name":"{{name}}"},"spec":{ {{more}},"containers":[{"name":"c","image":"i"}]} }""");
}
