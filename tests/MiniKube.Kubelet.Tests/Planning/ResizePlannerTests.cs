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
        plan.Resize.Should().Be(new ResizeVerdict(IsPending: true, "Infeasible", "Node didn't have enough capacity: cpu, requested: 64, capacity: 4"));
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
