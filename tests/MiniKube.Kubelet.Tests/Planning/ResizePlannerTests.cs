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
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) };

        var plan = PodPlanner.Plan(Of(pod, Sandbox(), running));
        var done = PodPlanner.Plan(Of(pod, Sandbox(), running).Remembering("web", new ContainerMemory { Size = ContainerSize.Of(pod.Spec.Containers[0].Resources) }));

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
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) };

        PodPlanner.Plan(Of(pod, Sandbox(), running)).Actions
            .Should().ContainSingle().Which.Should().BeOfType<PodAction.KillContainer>().Which.Message.Should().Contain("resize requires restart");
    }

    [Fact]
    public void A_size_that_the_node_can_never_give_is_pending_and_nothing_is_done()
    {
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) };
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
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) };
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
        var snapshot = Of(pod, Sandbox(), Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) }) with
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
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) };
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

    [Fact]
    public void While_a_resize_is_pending_a_container_that_restarts_gets_what_was_given_to_it()
    {
        var ended = Exited("web", 1) with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) };
        var snapshot = Of(Sized("3"), Sandbox(), ended) with
        {
            Allocatable = new Dictionary<string, decimal> { ["cpu"] = 4 }.ToFrozenDictionary(),
            Others = new ResourceShare(2, 0),
        };

        var plan = PodPlanner.Plan(snapshot);
        var fits = PodPlanner.Plan(snapshot with { Others = default });

        plan.Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>();
        plan.Resize!.Reason.Should().Be(ResizeVerdict.Deferred);
        plan.Pod!.Spec.Containers[0].Resources.Requests["cpu"].ToString().Should().Be("100m");
        PodShares.Held(snapshot, plan).Cpu.Should().Be(0.1m);
        fits.Resize.Should().BeNull();
        fits.Pod!.Spec.Containers[0].Resources.Requests["cpu"].ToDecimal().Should().Be(3);
    }

    [Fact]
    public void A_resize_that_was_taken_on_is_carried_out_while_the_next_one_is_pending()
    {
        var running = Running("web") with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) };
        var snapshot = Of(Sized("3"), Sandbox(), running) with
        {
            Allocated = Sized("200m"),
            Allocatable = new Dictionary<string, decimal> { ["cpu"] = 4 }.ToFrozenDictionary(),
            Others = new ResourceShare(2, 0),
        };

        var plan = PodPlanner.Plan(snapshot);

        plan.Actions.Should().Equal(new PodAction.ResizeContainer("web-0", "web"));
        plan.Resize!.Reason.Should().Be(ResizeVerdict.Deferred);
        plan.Pod!.Spec.Containers[0].Resources.Requests["cpu"].ToString().Should().Be("200m");
    }

    [Fact]
    public void A_kubelet_that_has_just_started_knows_from_the_status_what_a_container_was_brought_to()
    {
        var pod = Sized("3");
        pod.Status = new V1PodStatus
        {
            ContainerStatuses = [new V1ContainerStatus { Name = "web", ContainerID = "fake://web-0", Resources = Sized("200m").Spec.Containers[0].Resources }],
        };
        var snapshot = Of(pod, Sandbox(), Exited("web", 1) with { Size = ContainerSize.Of(Sized("100m").Spec.Containers[0].Resources) }) with
        {
            Allocatable = new Dictionary<string, decimal> { ["cpu"] = 4 }.ToFrozenDictionary(),
            Others = new ResourceShare(2, 0),
        };

        PodPlanner.Plan(snapshot).Pod!.Spec.Containers[0].Resources.Requests["cpu"].ToString().Should().Be("200m");
    }

    [Fact]
    public void A_size_is_read_back_as_the_requests_and_limits_that_it_was_made_from()
    {
        var given = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1500m"), ["ephemeral-storage"] = new("1Gi") },
            Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2"), ["memory"] = new("64Mi") },
        };
        var now = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("3"), ["memory"] = new("1Gi"), ["ephemeral-storage"] = new("1Gi") },
        };

        var read = ContainerSize.Resources(ContainerSize.Of(given), now);

        read.Requests.ToDictionary(one => one.Key, one => one.Value.ToDecimal()).Should().BeEquivalentTo(given.Requests.ToDictionary(one => one.Key, one => one.Value.ToDecimal()));
        read.Limits.ToDictionary(one => one.Key, one => one.Value.ToDecimal()).Should().BeEquivalentTo(given.Limits.ToDictionary(one => one.Key, one => one.Value.ToDecimal()));
        ContainerSize.Resources(ContainerSize.Of(null), null).Should().BeEquivalentTo(new V1ResourceRequirements());
    }

    private static V1Pod Sized(string cpu)
    {
        var pod = Pods.Make("p");
        pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } };
        return pod;
    }
}
