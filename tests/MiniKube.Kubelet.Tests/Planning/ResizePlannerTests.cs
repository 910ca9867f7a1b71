using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Tests.Fakes;
using static MiniKube.Kubelet.Tests.Planning.Snapshots;

namespace MiniKube.Kubelet.Tests.Planning;

public sealed class ResizePlannerTests
{
    [Fact]
    public void A_container_of_another_size_is_resized_where_it_runs_and_then_left_alone()
    {
        var pod = Sized("200m");
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0]) };

        var plan = PodPlanner.Plan(Of(pod, Sandbox(), running));
        var done = PodPlanner.Plan(Of(pod, Sandbox(), running).Remembering("web", new ContainerMemory { Size = ContainerSize.Of(pod.Spec.Containers[0]) }));

        plan.Actions.Should().Equal(new PodAction.ResizeContainer("web-0", "web"));
        plan.Resize.Should().Be(new ResizeVerdict(IsPending: false, "", ""));
        done.Actions.Should().BeEmpty();
        done.Resize.Should().BeNull();
    }

    [Fact]
    public void A_container_whose_policy_asks_for_it_is_restarted_for_its_new_size()
    {
        var pod = Sized("200m");
        pod.Spec.Containers[0].ResizePolicy = [new V1ContainerResizePolicy { ResourceName = "cpu", RestartPolicy = "RestartContainer" }];
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0]) };

        PodPlanner.Plan(Of(pod, Sandbox(), running)).Actions
            .Should().ContainSingle().Which.Should().BeOfType<PodAction.KillContainer>().Which.Message.Should().Contain("resize requires restart");
    }

    [Fact]
    public void A_size_that_the_node_can_never_give_is_pending_and_nothing_is_done()
    {
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0]) };
        var snapshot = Of(Sized("64"), Sandbox(), running) with { Allocatable = new Dictionary<string, decimal> { ["cpu"] = 4 }.ToFrozenDictionary() };

        var plan = PodPlanner.Plan(snapshot);

        plan.Actions.Should().BeEmpty();
        plan.Resize.Should().Be(new ResizeVerdict(IsPending: true, "Infeasible", "Node didn't have enough capacity: cpu, requested: 64000, capacity: 4000"));
    }

    [Theory]
    [InlineData("3", 0, true)]
    [InlineData("3", 1, true)]
    [InlineData("3", 1.001, false)]
    [InlineData("50m", 4, true)]
    public void A_size_that_fits_the_node_but_not_beside_its_other_pods_waits_until_it_does(string cpu, double others, bool fits)
    {
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0]) };
        var snapshot = Of(Sized(cpu), Sandbox(), running) with
        {
            Allocatable = new Dictionary<string, decimal> { ["cpu"] = 4 }.ToFrozenDictionary(),
            Others = new ResourceShare((decimal)others, 0),
        };

        var plan = PodPlanner.Plan(snapshot);

        plan.Actions.Any().Should().Be(fits);
        plan.Resize.Should().Be(fits
            ? new ResizeVerdict(IsPending: false, "", "")
            : new ResizeVerdict(IsPending: true, "Deferred", "Node didn't have enough resource: cpu, requested: 3000, used: 1001, capacity: 4000"));
        PodShares.Held(snapshot, plan).Cpu.Should().Be(fits ? Math.Max(0.1m, new ResourceQuantity(cpu).ToDecimal()) : 0.1m);
    }

    [Fact]
    public void What_can_never_fit_is_told_before_what_does_not_fit_now()
    {
        var pod = Sized("3");
        pod.Spec.Containers[0].Resources.Requests["memory"] = new ResourceQuantity("8Gi");
        var snapshot = Of(pod, Sandbox(), Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0]) }) with
        {
            Allocatable = new Dictionary<string, decimal> { ["cpu"] = 4, ["memory"] = 4096 }.ToFrozenDictionary(),
            Others = new ResourceShare(2, 0),
        };

        PodPlanner.Plan(snapshot).Resize.Should().Be(new ResizeVerdict(
            IsPending: true, "Infeasible", "Node didn't have enough capacity: memory, requested: 8589934592, capacity: 4096"));
    }

    [Fact]
    public void A_pod_holds_what_the_largest_of_its_init_containers_or_all_that_stay_ask_for_and_nothing_once_it_has_stopped()
    {
        var pod = Sized("1");
        pod.Spec.InitContainers =
        [
            Pods.Container("early") with { Resources = Sized("2").Spec.Containers[0].Resources },
            Sidecar("side") with { Resources = Sized("500m").Spec.Containers[0].Resources },
        ];
        pod.Spec.Overhead = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("10m") };

        PodShares.Asked(pod).Should().Be(new ResourceShare(2.01m, 0));
        PodShares.Held(Of(pod), new PodPlan { Stage = PodStage.Stopped }).Should().Be(default(ResourceShare));
    }

    [Fact]
    public void A_resize_that_failed_is_tried_again_later_and_told_of()
    {
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0]) };
        var memory = new ContainerMemory { ResizeProblem = "busy", ResizeRetryAt = Now.AddSeconds(4) };

        var plan = PodPlanner.Plan(Of(Sized("200m"), Sandbox(), running).Remembering("web", memory));

        plan.Actions.Should().BeEmpty();
        plan.WakeAt.Should().Be(Now.AddSeconds(4));
        plan.Resize.Should().Be(new ResizeVerdict(IsPending: false, "Error", "busy"));
    }

    [Fact]
    public void A_container_that_nobody_sized_is_left_as_it_is()
    {
        PodPlanner.Plan(Of(Sized("200m"), Sandbox(), Running("web"))).Actions.Should().BeEmpty();
    }

    private static V1Pod Sized(string cpu)
    {
        var pod = Pods.Make("p");
        pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } };
        return pod;
    }
}
