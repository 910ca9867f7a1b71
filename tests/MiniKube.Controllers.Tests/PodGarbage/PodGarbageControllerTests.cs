using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.PodGarbage;

public sealed class PodGarbageControllerTests : IAsyncDisposable
{
    private readonly ControllerCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Pods_of_a_node_that_is_gone_for_good_are_removed_and_others_stay()
    {
        _cluster.Api.Put(new V1Node { Metadata = new V1ObjectMeta { Name = "gone" } });
        _cluster.Api.Put(new V1Node { Metadata = new V1ObjectMeta { Name = "there" } });
        _cluster.Api.Put(Objects.Pod("lost", "Running", "gone"));
        _cluster.Api.Put(Objects.Pod("fine", "Running", "there"));
        _cluster.Api.Put(Objects.Pod("waiting"));
        _cluster.Start();
        await _cluster.UntilAsync(() => _cluster.Api.Store.WatchCount > 10);
        var start = _cluster.Time.GetUtcNow();

        _cluster.Api.Remove<V1Node>("", "gone");
        await _cluster.UntilAsync(() => _cluster.Pods.Count == 2);

        _cluster.Pods.Select(pod => pod.Metadata.Name).Should().BeEquivalentTo("fine", "waiting");
        (_cluster.Time.GetUtcNow() - start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_node_that_comes_back_in_time_keeps_its_pods()
    {
        _cluster.Api.Put(Objects.Pod("kept", "Running", "late"));
        _cluster.Start();
        await _cluster.UntilAsync(() => _cluster.Host.DelayedCount > 0);

        _cluster.Api.Put(new V1Node { Metadata = new V1ObjectMeta { Name = "late" } });
        await _cluster.UntilAsync(() => _cluster.Host is { DelayedCount: 0, PendingCount: 0 });

        _cluster.Pods.Should().ContainSingle();
    }
}
