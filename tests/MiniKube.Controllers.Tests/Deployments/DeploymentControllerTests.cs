using MiniKube.Api.Models;
using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.Deployments;

public sealed class DeploymentControllerTests : IAsyncDisposable
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private readonly ControllerCluster _cluster = new();

    private V1Deployment Web => _cluster.Api.Find<V1Deployment>("ns", "web")!;

    private IReadOnlyList<V1ReplicaSet> Sets => [.. _cluster.Api.All<V1ReplicaSet>().OrderBy(set => int.Parse(set.Metadata.Annotations[Revision]))];

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_new_deployment_becomes_available_and_says_so()
    {
        await DeployAsync(Objects.Deployment(3));

        Web.Metadata.Annotations[Revision].Should().Be("1");
        Web.Status.UpdatedReplicas.Should().Be(3);
        Condition("Available").Should().Be(("True", "MinimumReplicasAvailable"));
        Condition("Progressing").Should().Be(("True", "NewReplicaSetAvailable"));
        var set = Sets.Should().ContainSingle().Subject;
        set.Metadata.Labels.Should().ContainKey("pod-template-hash");
        set.Metadata.Name.Should().Be($"web-{set.Metadata.Labels["pod-template-hash"]}");
        set.Metadata.Annotations["deployment.kubernetes.io/max-replicas"].Should().Be("4");
    }

    [Fact]
    public async Task A_new_template_is_rolled_out_and_rolled_back_through_its_revisions()
    {
        await DeployAsync(Objects.Deployment(4));
        await ChangeAsync(web => web with { Spec = web.Spec with { Template = Objects.Template("two") } });
        var afterUpdate = Sets.Select(set => (set.Spec.Replicas, set.Metadata.Annotations[Revision])).ToList();

        await ChangeAsync(web => web with { Spec = web.Spec with { Template = Objects.Template("one") } });

        afterUpdate.Should().Equal((0, "1"), (4, "2"));
        Sets.Select(set => (set.Spec.Template.Spec.Containers[0].Image, set.Spec.Replicas, set.Metadata.Annotations[Revision]))
            .Should().Equal(("two", 0, "2"), ("one", 4, "3"));
        Sets[1].Metadata.Annotations["deployment.kubernetes.io/revision-history"].Should().Be("1");
        Web.Metadata.Annotations[Revision].Should().Be("3");
    }

    [Fact]
    public async Task A_rollout_keeps_its_promises_on_the_way()
    {
        await DeployAsync(Objects.Deployment(8, surge: "2", unavailable: "1"));
        _cluster.Api.Put(Web with { Metadata = Web.Metadata with { Generation = 2 }, Spec = Web.Spec with { Template = Objects.Template("two") } });
        var mostPods = 0;
        var fewestReady = int.MaxValue;

        await _cluster.UntilAsync(
            () =>
            {
                mostPods = Math.Max(mostPods, _cluster.ActivePods.Count);
                fewestReady = Math.Min(fewestReady, _cluster.ActivePods.Count(pod => pod.IsReady));
                return IsDone();
            },
            pod => pod.Metadata.Uid.GetHashCode(StringComparison.Ordinal) % 2 == 0 || _cluster.Time.GetUtcNow().Millisecond % 100 == 0);

        mostPods.Should().BeLessThanOrEqualTo(10);
        fewestReady.Should().BeGreaterThanOrEqualTo(7);
    }

    [Fact]
    public async Task Recreate_lets_the_old_pods_go_before_the_first_new_one_comes()
    {
        var web = Objects.Deployment(2);
        web.Spec.Strategy = new V1DeploymentStrategy { Type = "Recreate" };
        await DeployAsync(web);
        _cluster.Api.Put(Web with { Metadata = Web.Metadata with { Generation = 2 }, Spec = Web.Spec with { Template = Objects.Template("two") } });
        var wasMixed = false;

        await _cluster.UntilAsync(
            () =>
            {
                wasMixed |= _cluster.Pods.Select(pod => pod.Spec.Containers[0].Image).Distinct().Count() > 1;
                return IsDone();
            },
            _ => true);

        wasMixed.Should().BeFalse();
    }

    [Fact]
    public async Task A_paused_deployment_scales_but_does_not_roll_and_goes_on_when_resumed()
    {
        await DeployAsync(Objects.Deployment(2));
        await ChangeAsync(
            web => web with { Spec = web.Spec with { Paused = true, Replicas = 4, Template = Objects.Template("two") } },
            () => Sets[0].Status?.AvailableReplicas == 4 && Condition("Progressing").Reason == "DeploymentPaused");
        var whilePaused = Sets.Count;

        await ChangeAsync(web => web with { Spec = web.Spec with { Paused = false } });

        whilePaused.Should().Be(1);
        Sets.Select(set => set.Spec.Replicas).Should().Equal(0, 4);
        Condition("Progressing").Should().Be(("True", "NewReplicaSetAvailable"));
    }

    [Fact]
    public async Task Scaling_in_the_middle_of_a_rollout_grows_all_in_proportion()
    {
        await DeployAsync(Objects.Deployment(10, surge: "3", unavailable: "2"));
        await ChangeAsync(
            web => web with { Spec = web.Spec with { Template = Objects.Template("broken") } },
            () => Sets is [{ Spec.Replicas: 8 }, { Spec.Replicas: 5 }],
            pod => pod.Spec.Containers[0].Image == "one");

        await ChangeAsync(
            web => web with { Spec = web.Spec with { Replicas = 15 } },
            () => Sets.Sum(set => set.Spec.Replicas) == 18,
            pod => pod.Spec.Containers[0].Image == "one");

        Sets.Select(set => set.Spec.Replicas).Should().Equal(11, 7);
    }

    [Fact]
    public async Task A_rollout_that_gets_stuck_is_reported_after_its_deadline()
    {
        await DeployAsync(Objects.Deployment(2));
        await ChangeAsync(
            web => web with { Spec = web.Spec with { Template = Objects.Template("broken"), ProgressDeadlineSeconds = 20 } },
            () => Condition("Progressing") == ("False", "ProgressDeadlineExceeded"),
            pod => pod.Spec.Containers[0].Image == "one");

        Web.Status.Conditions.Single(condition => condition.Type == "Progressing").Message.Should().MatchRegex("^ReplicaSet \"web-.*\" has timed out progressing\\.$");
        Condition("Available").Status.Should().Be("True");
    }

    [Fact]
    public async Task Only_so_many_old_revisions_are_kept()
    {
        var web = Objects.Deployment(1);
        web.Spec.RevisionHistoryLimit = 2;
        await DeployAsync(web);
        foreach (var image in (string[])["b", "c", "d", "e"])
        {
            await ChangeAsync(current => current with { Spec = current.Spec with { Template = Objects.Template(image) } });
        }

        await _cluster.UntilAsync(() => Sets.Count == 3, _ => true);

        Sets.Select(set => set.Metadata.Annotations[Revision]).Should().Equal("3", "4", "5");
    }

    [Fact]
    public async Task A_name_that_is_taken_by_another_template_is_avoided()
    {
        var hash = Controllers.Deployments.PodTemplates.Hash(Objects.Template(), 0);
        var stranger = Objects.ReplicaSet(0, $"web-{hash}");
        stranger.Spec.Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "other" } };
        stranger.Metadata.Labels = new Dictionary<string, string> { ["app"] = "other" };
        stranger.Metadata.Annotations = new Dictionary<string, string> { [Revision] = "0" };
        _cluster.Api.Put(stranger);

        await DeployAsync(Objects.Deployment(1));

        Web.Status.CollisionCount.Should().Be(1);
        Sets.Should().HaveCount(2);
    }

    private static bool Always(V1Pod pod) => true;

    private (string Status, string Reason) Condition(string type) =>
        Web.Status?.Conditions?.Where(condition => condition.Type == type).Select(condition => (condition.Status, condition.Reason)).FirstOrDefault() ?? default;

    private bool IsDone() =>
        Web.Status?.ObservedGeneration == Web.Metadata.Generation && Web.Status?.UpdatedReplicas == Web.Spec.Replicas &&
        Web.Status?.Replicas == Web.Spec.Replicas && Web.Status?.AvailableReplicas == Web.Spec.Replicas && Condition("Progressing").Reason == "NewReplicaSetAvailable";

    private async Task DeployAsync(V1Deployment deployment)
    {
        _cluster.Start();
        await _cluster.Client.CreateAsync(deployment, ControllerCluster.Token);
        await _cluster.UntilAsync(IsDone, Always);
    }

    private async Task ChangeAsync(Func<V1Deployment, V1Deployment> change, Func<bool>? until = null, Func<V1Pod, bool>? becomesReady = null)
    {
        var web = Web;
        web.Metadata.ResourceVersion = null;
        await _cluster.Client.UpdateAsync(change(web), ControllerCluster.Token);
        await _cluster.UntilAsync(until ?? IsDone, becomesReady ?? Always);
    }
}
