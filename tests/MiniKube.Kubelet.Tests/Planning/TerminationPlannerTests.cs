using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Tests.Fakes;
using static MiniKube.Kubelet.Tests.Planning.Snapshots;

namespace MiniKube.Kubelet.Tests.Planning;

public sealed class TerminationPlannerTests
{
    [Fact]
    public void A_deleted_pods_containers_are_all_killed_at_once_with_the_grace_asked_for()
    {
        var pod = Pods.Make("p", "Always", Pods.Container("a"), Pods.Container("b")).Deleted(grace: 7);

        var plan = PodPlanner.Plan(Of(pod, Sandbox(), Running("a"), Running("b")));

        plan.Stage.Should().Be(PodStage.Terminating);
        plan.Actions.OfType<PodAction.KillContainer>().Should().HaveCount(2).And.OnlyContain(kill => kill.GraceSeconds == 7);
    }

    [Fact]
    public void A_shorter_grace_hurries_a_kill_that_is_under_way()
    {
        var slow = Of(Pods.Make("p").Deleted(grace: 30), Sandbox(), Running("web")).Doing("kill/web-0/30");
        var hurried = Of(Pods.Make("p").Deleted(grace: 1), Sandbox(), Running("web")).Doing("kill/web-0/30");

        PodPlanner.Plan(slow).Actions.Should().BeEmpty();
        PodPlanner.Plan(hurried).Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.KillContainer>().Which.GraceSeconds.Should().Be(1);
    }

    [Fact]
    public void Sidecars_go_last_in_reverse_order_with_what_is_left_of_the_grace()
    {
        var pod = Pods.Make("p").WithInits(Sidecar("s1"), Sidecar("s2")).Deleted();
        var all = Of(pod, Sandbox(), Running("s1"), Running("s2"), Running("web"));
        var late = Of(pod, Sandbox(), Running("s1"), Running("s2"), Exited("web", 0)) with { TerminatingSince = Now.AddSeconds(-20) };

        PodPlanner.Plan(all).Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.KillContainer>().Which.Name.Should().Be("web");
        PodPlanner.Plan(late).Actions.Should().ContainSingle().Which.Should().Be(new PodAction.KillContainer("s2-0", "s2", 10, "Stopping container s2"));
    }

    [Fact]
    public void The_sandbox_stops_after_the_containers_and_goes_after_that()
    {
        var pod = Pods.Make("p").Deleted();

        PodPlanner.Plan(Of(pod, Sandbox(), Exited("web", 0))).Actions.Should().Equal(new PodAction.StopSandbox("s0"));
        var last = PodPlanner.Plan(Of(pod, Sandbox(isReady: false), Exited("web", 0)));
        last.Stage.Should().Be(PodStage.Stopped);
        last.Actions.Should().Equal(new PodAction.RemoveSandbox("s0"));
    }

    [Fact]
    public void A_pod_does_not_count_as_stopped_while_a_container_is_being_started()
    {
        var plan = PodPlanner.Plan(Of(Pods.Make("p").Deleted(), Sandbox(isReady: false)).Doing(PodAction.StartKey));

        plan.Stage.Should().Be(PodStage.Terminating);
        plan.Actions.Should().BeEmpty();
    }

    [Fact]
    public void A_finished_pod_keeps_its_containers_for_their_logs()
    {
        var pod = Pods.Make("p", "Never");

        var plan = PodPlanner.Plan(Of(pod, Sandbox(isReady: false), Exited("web", 0)));

        plan.Cause.Should().Be(TerminationCause.Finished);
        plan.Stage.Should().Be(PodStage.Stopped);
        plan.Actions.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Never", 1, true)]
    [InlineData("Never", 0, true)]
    [InlineData("OnFailure", 0, true)]
    [InlineData("OnFailure", 1, false)]
    [InlineData("Always", 0, false)]
    public void A_pod_is_finished_when_no_container_may_run_again(string policy, int exitCode, bool isFinished)
    {
        PodPlanner.Plan(Of(Pods.Make("p", policy), Sandbox(), Exited("web", exitCode))).Cause.Should().Be(isFinished ? TerminationCause.Finished : TerminationCause.None);
    }

    [Fact]
    public void A_failed_init_container_ends_a_pod_that_never_restarts()
    {
        var pod = Pods.Make("p", "Never").WithInits(Pods.Container("i1"));

        PodPlanner.Plan(Of(pod, Sandbox(), Exited("i1", 1))).Cause.Should().Be(TerminationCause.Finished);
    }

    [Fact]
    public void A_pod_that_never_restarts_does_not_outlive_its_sandbox()
    {
        PodPlanner.Plan(Of(Pods.Make("p", "Never"), Sandbox(isReady: false), Exited("web", 255))).Cause.Should().Be(TerminationCause.Finished);
    }

    [Fact]
    public void A_pod_ends_at_its_deadline()
    {
        var pod = Pods.Make("p");
        pod.Spec.ActiveDeadlineSeconds = 60;
        pod.Status.StartTime = Now.AddSeconds(-59).UtcDateTime;

        PodPlanner.Plan(Of(pod, Sandbox(), Running("web"))).WakeAt.Should().Be(Now.AddSeconds(1));
        PodPlanner.Plan(Of(pod, Sandbox(), Running("web")) with { Now = Now.AddSeconds(1) }).Cause.Should().Be(TerminationCause.DeadlineExceeded);
    }

    [Fact]
    public void A_pod_the_API_forgot_is_removed_with_the_grace_that_its_containers_remember()
    {
        var orphan = Pods.Make("p");
        orphan.Spec.Containers = [];
        orphan.Spec.TerminationGracePeriodSeconds = null;

        var plan = PodPlanner.Plan(Of(orphan, Sandbox(), Running("web") with { GraceSeconds = 12 }) with { Cause = TerminationCause.Removed });

        plan.Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.KillContainer>().Which.GraceSeconds.Should().Be(12);
    }
}
