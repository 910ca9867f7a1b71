using System.Net;
using MiniKube.Api.Models;
using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.ReplicaSets;

public sealed class ReplicaSetControllerTests : IAsyncDisposable
{
    private readonly ControllerCluster _cluster = new();

    private V1ReplicaSet Set => _cluster.Api.Find<V1ReplicaSet>("ns", "web")!;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Pods_are_made_and_counted()
    {
        _cluster.Start();
        _cluster.Api.Put(Objects.ReplicaSet(3));

        await _cluster.UntilAsync(() => Set.Status?.AvailableReplicas == 3, _ => true);

        _cluster.ActivePods.Should().HaveCount(3).And.OnlyContain(pod => pod.IsControlledBy(Set) && pod.Metadata.Name.StartsWith("web-"));
        Set.Status.Should().BeEquivalentTo(new V1ReplicaSetStatus
        {
            Replicas = 3,
            ReadyReplicas = 3,
            AvailableReplicas = 3,
            FullyLabeledReplicas = 3,
            ObservedGeneration = 1,
        });
    }

    [Fact]
    public async Task A_cache_that_lags_behind_never_makes_too_many()
    {
        _cluster.Start();
        await _cluster.UntilAsync(() => _cluster.Api.Store.WatchCount > 5);
        _cluster.Api.Store.HoldEvents("pods");

        _cluster.Api.Put(Objects.ReplicaSet(5));
        await _cluster.UntilAsync(() => _cluster.Pods.Count == 5);
        await NudgeAsync(20);
        _cluster.Api.Store.ReleaseEvents();
        await NudgeAsync(20);

        _cluster.Pods.Should().HaveCount(5);
        _cluster.Api.Writes.Count(write => write == "POST /api/v1/namespaces/ns/pods").Should().Be(5);
    }

    [Fact]
    public async Task A_cache_that_lags_behind_never_deletes_twice()
    {
        _cluster.Start();
        _cluster.Api.Put(Objects.ReplicaSet(6));
        await _cluster.UntilAsync(() => Set.Status?.AvailableReplicas == 6, _ => true);
        _cluster.Api.Store.HoldEvents("pods");

        _cluster.Api.Put(Set with { Spec = Set.Spec with { Replicas = 3 } });
        await _cluster.UntilAsync(() => _cluster.ActivePods.Count == 3);
        await NudgeAsync(20);
        _cluster.Api.Store.ReleaseEvents();
        await NudgeAsync(20);

        _cluster.ActivePods.Should().HaveCount(3);
        _cluster.Api.Writes.Count(write => write.StartsWith("DELETE /api/v1/namespaces/ns/pods/")).Should().Be(3);
    }

    [Fact]
    public async Task A_create_with_an_unknown_outcome_is_not_simply_repeated()
    {
        _cluster.Start();
        await _cluster.UntilAsync(() => _cluster.Api.Store.WatchCount > 5);
        _cluster.Api.LoseNextAnswer("POST", "/api/v1/namespaces/ns/pods");

        _cluster.Api.Put(Objects.ReplicaSet(1));
        await _cluster.UntilAsync(() => Set.Status?.AvailableReplicas == 1, _ => true);
        await NudgeAsync(20);

        _cluster.Pods.Should().ContainSingle();
    }

    [Fact]
    public async Task Refused_creates_are_told_and_tried_again()
    {
        _cluster.Api.Fail(
            request => request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/pods"), HttpStatusCode.Forbidden, times: 3);
        _cluster.Start();
        _cluster.Api.Put(Objects.ReplicaSet(2));

        await _cluster.UntilAsync(() => Set.Status?.Conditions?.Any(condition => condition.Reason == "FailedCreate") == true);
        await _cluster.UntilAsync(() => Set.Status?.AvailableReplicas == 2 && Set.Status.Conditions is not { Count: > 0 }, _ => true);

        _cluster.Api.All<Corev1Event>().Should().Contain(told => told.Reason == "FailedCreate" && told.Type == "Warning");
    }

    [Fact]
    public async Task A_matching_pod_of_nobody_is_adopted_and_one_that_no_longer_matches_is_let_go()
    {
        _cluster.Api.Put(Objects.Pod("stray"));
        _cluster.Start();
        _cluster.Api.Put(Objects.ReplicaSet(2));
        await _cluster.UntilAsync(() => _cluster.Pods.Count == 2 && _cluster.Pods.All(pod => pod.ControllerReference is not null));

        var stray = _cluster.Api.Find<V1Pod>("ns", "stray")!;
        _cluster.Api.Put(stray with { Metadata = stray.Metadata with { Labels = new Dictionary<string, string> { ["app"] = "other" } } });
        await _cluster.UntilAsync(() => _cluster.Pods.Count == 3);

        _cluster.Api.Find<V1Pod>("ns", "stray")!.ControllerReference.Should().BeNull();
    }

    [Fact]
    public async Task A_ready_pod_is_available_only_after_its_time()
    {
        _cluster.Start();
        _cluster.Api.Put(Objects.ReplicaSet(1, minReadySeconds: 30));
        await _cluster.UntilAsync(() => Set.Status?.ReadyReplicas == 1, _ => true);
        var early = Set.Status.AvailableReplicas;
        var readyAt = _cluster.Time.GetUtcNow();

        await _cluster.UntilAsync(() => Set.Status?.AvailableReplicas == 1);

        early.Should().BeNull();
        (_cluster.Time.GetUtcNow() - readyAt).Should().BeGreaterThan(TimeSpan.FromSeconds(20));
    }

    /// <summary>Makes the controller look again and again.</summary>
    private async Task NudgeAsync(int times)
    {
        for (var round = 0; round < times; round++)
        {
            var set = Set;
            set.Metadata.Annotations = new Dictionary<string, string> { ["round"] = $"{round}" };
            _cluster.Api.Put(set);
            var until = _cluster.Time.GetUtcNow().AddMilliseconds(50);
            await _cluster.UntilAsync(() => _cluster.Time.GetUtcNow() >= until);
        }
    }
}
