using k8s.Models;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Tests.Fakes;
using static MiniKube.Kubelet.Tests.Planning.Snapshots;

namespace MiniKube.Kubelet.Tests.Planning;

public sealed class ActivePlannerTests
{
    [Fact]
    public void A_container_for_debugging_starts_before_all_others_and_once_only()
    {
        var pod = Pods.Make("p");
        pod.Spec.EphemeralContainers = [new V1EphemeralContainer { Name = "debugger", Image = "i", TargetContainerName = "web" }];

        PodPlanner.Plan(Of(pod, Sandbox())).Actions
            .Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>().Which.Name.Should().Be("debugger");
        PodPlanner.Plan(Of(pod, Sandbox(), Running("web"), Exited("debugger", exitCode: 1))).Actions.Should().BeEmpty();
        PodPlanner.Plan(Of(pod, Sandbox(), Exited("debugger", exitCode: 1))).Actions
            .Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>().Which.Name.Should().Be("web");
    }

    [Fact]
    public void A_new_pod_gets_a_sandbox_first()
    {
        var plan = PodPlanner.Plan(Of(Pods.Make("p")));

        plan.Actions.Should().Equal(new PodAction.CreateSandbox(0));
        plan.Stage.Should().Be(PodStage.Active);
    }

    [Fact]
    public void What_is_under_way_is_not_begun_again()
    {
        PodPlanner.Plan(Of(Pods.Make("p")).Doing(PodAction.SandboxKey)).Actions.Should().BeEmpty();
        PodPlanner.Plan(Of(Pods.Make("p"), Sandbox()).Doing(PodAction.StartKey)).Actions.Should().BeEmpty();
    }

    [Fact]
    public void A_sandbox_that_could_not_be_made_is_tried_again_later()
    {
        var plan = PodPlanner.Plan(Of(Pods.Make("p")) with { SandboxRetryAt = Now.AddSeconds(4) });

        plan.Actions.Should().BeEmpty();
        plan.WakeAt.Should().Be(Now.AddSeconds(4));
    }

    [Fact]
    public void A_sandbox_that_died_is_replaced_once_its_containers_are_gone()
    {
        var pod = Pods.Make("p");

        PodPlanner.Plan(Of(pod, Sandbox(isReady: false), Running("web"))).Actions
            .Should().ContainSingle().Which.Should().BeOfType<PodAction.KillContainer>();
        PodPlanner.Plan(Of(pod, Sandbox(isReady: false), Exited("web", 137))).Actions
            .Should().Contain(new PodAction.CreateSandbox(1));
    }

    [Fact]
    public void Containers_start_one_after_the_other_in_order()
    {
        var pod = Pods.Make("p", "Always", Pods.Container("a"), Pods.Container("b"));

        PodPlanner.Plan(Of(pod, Sandbox())).Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>().Which.Name.Should().Be("a");
        PodPlanner.Plan(Of(pod, Sandbox(), Running("a"))).Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>().Which.Name.Should().Be("b");
        PodPlanner.Plan(Of(pod, Sandbox(), Running("a"), Running("b"))).Actions.Should().BeEmpty();
    }

    [Fact]
    public void A_container_whose_image_cannot_be_pulled_does_not_hold_up_the_next()
    {
        var pod = Pods.Make("p", "Always", Pods.Container("a"), Pods.Container("b"));
        var failed = new ContainerMemory
        {
            Waiting = new WaitingReason(WaitingReason.ErrImagePull, "no such image"),
            FailedAt = Now,
            RetryAt = Now.AddSeconds(10),
        };

        var plan = PodPlanner.Plan(Of(pod, Sandbox()).Remembering("a", failed));

        plan.Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>().Which.Name.Should().Be("b");
        plan.Waiting["a"].Reason.Should().Be("ErrImagePull");
    }

    [Fact]
    public void A_failed_pull_is_told_as_a_back_off_after_a_while()
    {
        var failed = new ContainerMemory
        {
            Waiting = new WaitingReason(WaitingReason.ErrImagePull, "no such image"),
            FailedAt = Now.AddSeconds(-6),
            RetryAt = Now.AddSeconds(4),
        };

        var plan = PodPlanner.Plan(Of(Pods.Make("p"), Sandbox()).Remembering("web", failed));

        plan.Waiting["web"].Reason.Should().Be("ImagePullBackOff");
        plan.WakeAt.Should().Be(Now.AddSeconds(4));
    }

    [Theory]
    [InlineData("Always", 0, true)]
    [InlineData("Always", 1, true)]
    [InlineData("OnFailure", 1, true)]
    [InlineData("Never", 1, false)]
    [InlineData("Never", 0, false)]
    public void An_ended_container_restarts_as_the_policy_says(string policy, int exitCode, bool restarts)
    {
        var pod = Pods.Make("p", policy, Pods.Container("a"), Pods.Container("b"));

        var plan = PodPlanner.Plan(Of(pod, Sandbox(), Exited("a", exitCode), Running("b")));

        plan.Stage.Should().Be(PodStage.Active);
        plan.Actions.OfType<PodAction.StartContainer>().Should().HaveCount(restarts ? 1 : 0);
    }

    [Fact]
    public void A_restart_counts_up_and_remembers_how_long_the_next_one_waits()
    {
        var plan = PodPlanner.Plan(Of(Pods.Make("p"), Sandbox(), Exited("web", 1, attempt: 4)));

        plan.Actions.Should().ContainSingle().Which.Should().Be(
            new PodAction.StartContainer("web", "s0", 5, new RestartBackOff(TimeSpan.FromSeconds(10), Now)));
    }

    [Theory]
    [InlineData(10, 3, false)]
    [InlineData(10, 10, true)]
    [InlineData(300, 299, false)]
    [InlineData(300, 300, true)]
    public void A_crashing_container_waits_since_its_end(int delay, double secondsAgo, bool starts)
    {
        var memory = new ContainerMemory { Restart = new RestartBackOff(TimeSpan.FromSeconds(delay), Now.AddSeconds(-secondsAgo - 1)) };

        var plan = PodPlanner.Plan(Of(Pods.Make("p"), Sandbox(), Exited("web", 1, secondsAgo: secondsAgo)).Remembering("web", memory));

        plan.Actions.OfType<PodAction.StartContainer>().Should().HaveCount(starts ? 1 : 0);
        if (!starts)
        {
            plan.Waiting["web"].Reason.Should().Be("CrashLoopBackOff");
            plan.WakeAt.Should().Be(Now.AddSeconds(delay - secondsAgo));
        }
    }

    [Fact]
    public void A_container_that_ran_well_for_ten_minutes_is_forgiven()
    {
        var memory = new ContainerMemory { Restart = new RestartBackOff(TimeSpan.FromMinutes(5), Now.AddMinutes(-11)) };

        var plan = PodPlanner.Plan(Of(Pods.Make("p"), Sandbox(), Exited("web", 1)).Remembering("web", memory));

        plan.Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>()
            .Which.BackOff!.Delay.Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_failed_liveness_probe_kills_with_the_probes_own_grace()
    {
        var health = new ContainerHealth { IsStarted = true, FailedProbe = "liveness", GraceSeconds = 3 };

        var plan = PodPlanner.Plan(Of(Pods.Make("p"), Sandbox(), Running("web")).Feeling("web-0", health));

        plan.Actions.Should().Equal(new PodAction.KillContainer("web-0", "web", 3, "Container web failed liveness probe, will be restarted"));
    }

    [Fact]
    public void A_changed_image_replaces_the_container()
    {
        var pod = Pods.Make("p", "Always", Pods.Container("web", "registry.example/web:2"));

        PodPlanner.Plan(Of(pod, Sandbox(), Running("web"))).Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.KillContainer>();
    }

    [Fact]
    public void Init_containers_run_one_by_one_before_all_others()
    {
        var pod = Pods.Make("p").WithInits(Pods.Container("i1"), Pods.Container("i2"));

        string? Next(params object[] records) => PodPlanner.Plan(Of(pod, [Sandbox(), .. records])).Actions.OfType<PodAction.StartContainer>().SingleOrDefault()?.Name;

        Next().Should().Be("i1");
        Next(Running("i1")).Should().BeNull();
        Next(Exited("i1", 0)).Should().Be("i2");
        Next(Exited("i1", 1)).Should().Be("i1");
        Next(Exited("i1", 0), Exited("i2", 0)).Should().Be("web");
        Next(Running("web")).Should().BeNull("a pod that runs has been initialized, whatever became of the records");
    }

    [Fact]
    public void Init_containers_run_again_in_a_new_sandbox()
    {
        var pod = Pods.Make("p").WithInits(Pods.Container("i1"));

        var plan = PodPlanner.Plan(Of(pod, Sandbox("s1", attempt: 1), Exited("i1", 0), Exited("web", 137)));

        plan.Actions.OfType<PodAction.StartContainer>().Should().ContainSingle().Which.Name.Should().Be("i1");
    }

    [Fact]
    public void A_sidecar_must_have_started_before_what_comes_after_it()
    {
        var pod = Pods.Make("p").WithInits(Sidecar("side"), Pods.Container("i1"));

        PodPlanner.Plan(Of(pod, Sandbox(), Running("side")).Feeling("side-0", new ContainerHealth { IsStarted = false })).Actions.Should().BeEmpty();
        PodPlanner.Plan(Of(pod, Sandbox(), Running("side"))).Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>().Which.Name.Should().Be("i1");
    }

    [Fact]
    public void A_sidecar_restarts_whatever_the_pods_policy()
    {
        var pod = Pods.Make("p", "Never").WithInits(Sidecar("side"));

        var plan = PodPlanner.Plan(Of(pod, Sandbox(), Exited("side", 0), Running("web")));

        plan.Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.StartContainer>().Which.Name.Should().Be("side");
    }

    [Fact]
    public void Only_the_newest_container_of_a_name_and_the_one_before_are_kept()
    {
        var plan = PodPlanner.Plan(Of(Pods.Make("p"), Sandbox(), Running("web", 3), Exited("web", 1, 2), Exited("web", 1, 1), Exited("web", 1)));

        plan.Actions.Should().BeEquivalentTo([new PodAction.RemoveContainer("web-1"), new PodAction.RemoveContainer("web-0")]);
    }
}
