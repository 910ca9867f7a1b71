using MiniKube.Api.Names;
using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.Namespaces;

public sealed class NamespaceControllerTests : IAsyncDisposable
{
    private readonly ControllerCluster _cluster = new();

    public NamespaceControllerTests() => _cluster.Api.Put(new V1Namespace
    {
        Metadata = new V1ObjectMeta { Name = "ns" },
        Spec = new V1NamespaceSpec { Finalizers = ["kubernetes"] },
        Status = new V1NamespaceStatus { Phase = "Active" },
    });

    private V1Namespace? Home => _cluster.Api.Find<V1Namespace>("", "ns");

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_namespace_goes_when_all_in_it_has_gone()
    {
        _cluster.Start();
        await _cluster.UntilAsync(() => _cluster.Api.Find<V1ConfigMap>("ns", "kube-root-ca.crt") is not null);
        _cluster.Api.Put(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "other", NamespaceProperty = "elsewhere" } });

        await DeleteAsync();
        await _cluster.UntilAsync(() => Home is null);

        _cluster.Api.All<V1ConfigMap>().Select(map => map.Metadata.NamespaceProperty).Should().Equal("elsewhere");
        _cluster.Api.All<V1ServiceAccount>().Should().BeEmpty();
    }

    [Fact]
    public async Task What_holds_it_up_is_told_and_pods_go_first()
    {
        _cluster.Start();
        _cluster.Api.Put(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "used", NamespaceProperty = "ns" } });
        var pod = Objects.Pod("busy", "Running", "node");
        pod.Metadata.Finalizers = ["test/hold"];
        _cluster.Api.Put(pod);

        await DeleteAsync();
        await _cluster.UntilAsync(() => Home!.Status.Conditions?.Count == 5);
        var told = Home!.Status.Conditions.ToDictionary(condition => condition.Type, condition => (condition.Status, condition.Message));
        var mapWhileWaiting = _cluster.Api.Find<V1ConfigMap>("ns", "used");
        _cluster.Api.Remove<V1Pod>("ns", "busy");
        await _cluster.UntilAsync(() => Home is null);

        told["NamespaceContentRemaining"].Should().Be(("True", "Some resources are remaining: pods has 1 resource instances"));
        told["NamespaceFinalizersRemaining"].Message.Should().Contain("test/hold in 1 resource instances");
        told["NamespaceDeletionDiscoveryFailure"].Status.Should().Be("False");
        mapWhileWaiting.Should().NotBeNull();
    }

    private async Task DeleteAsync() => await _cluster.Client.DeleteAsync<V1Namespace>(new NamespacedName("", "ns"), null, ControllerCluster.Token);
}
