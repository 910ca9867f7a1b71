using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission;

public sealed class StorageAdmissionTests : IAsyncLifetime
{
    private const string Claims = "/api/v1/namespaces/default/persistentvolumeclaims";
    private const string Classes = "/apis/storage.k8s.io/v1/storageclasses";

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiCluster.StartAsync();
        await _cluster.CreateAsync(Classes, """{"metadata":{"name":"grows"},"provisioner":"example.com/p","allowVolumeExpansion":true}""");
        await _cluster.CreateAsync(Classes, """{"metadata":{"name":"stays"},"provisioner":"example.com/p"}""");
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Claims_and_volumes_are_kept_while_they_are_used()
    {
        var claim = await ClaimAsync("c", "grows", isBound: false);
        var volume = await _cluster.CreateAsync("/api/v1/persistentvolumes", """
            {"metadata":{"name":"v"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/x"}}}
            """);

        claim.Metadata["finalizers"]!.ToJsonString().Should().Be("""["kubernetes.io/pvc-protection"]""");
        volume["metadata"]!["finalizers"]!.ToJsonString().Should().Be("""["kubernetes.io/pv-protection"]""");
    }

    [Theory]
    [InlineData("grows", true, 200, "")]
    [InlineData("grows", false, 422, "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims")]
    [InlineData("stays", true, 403, "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize")]
    public async Task A_claim_grows_only_where_its_class_lets_it(string @class, bool isBound, int code, string why)
    {
        await ClaimAsync("c", @class, isBound);

        var answer = await _cluster.MergeAsync($"{Claims}/c", """{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""");

        answer.Code.Should().Be(code, answer.Text);
        answer.Message.Should().EndWith(why);
    }

    private async Task<ApiAnswer> ClaimAsync(string name, string @class, bool isBound)
    {
        var made = await _cluster.PostAsync(Claims, $$"""
            {"metadata":{"name":"{{name}}"},"spec":{"storageClassName":"{{@class}}","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }
            """);
        made.Code.Should().Be(201, made.Text);
        if (isBound)
        {
            (await _cluster.MergeAsync($"{Claims}/{name}/status", """{"status":{"phase":"Bound"}}""")).Code.Should().Be(200);
        }

        return made;
    }
}
