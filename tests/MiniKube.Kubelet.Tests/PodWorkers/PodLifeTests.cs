using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Serialization;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.PodWorkers;

public sealed class PodLifeTests
{
    [Fact]
    public async Task A_pod_bound_to_the_node_becomes_ready_without_time_passing()
    {
        await using var node = new SimulatedNode();

        await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        var pod = await node.PodAsync("web", pod => pod.IsReady());

        pod!.Status.Phase.Should().Be("Running");
        pod.Status.PodIP.Should().NotBeNullOrEmpty();
        pod.Status.HostIP.Should().Be("127.0.0.1");
        pod.Status.StartTime.Should().NotBeNull();
        pod.Status.QosClass.Should().Be("BestEffort");
        var status = pod.Status.ContainerStatuses.Should().ContainSingle().Subject;
        status.Ready.Should().BeTrue();
        status.Started.Should().BeTrue();
        status.RestartCount.Should().Be(0);
        status.State.Running.Should().NotBeNull();
        pod.Status.Conditions.Should().OnlyContain(condition => condition.Status == "True");
        pod.Status.Conditions.Select(condition => condition.Type).Should().BeEquivalentTo(
            "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");
    }

    [Fact]
    public async Task A_pod_that_the_node_does_not_take_fails_at_once_and_leaves_its_share_to_others()
    {
        await using var node = new SimulatedNode(change: options => options with { Capacity = options.Capacity.SetItem("cpu", "4") });
        var pods = new[] { ("first", "3"), ("second", "2"), ("third", "1") }.Select(pair =>
        {
            var pod = Pods.Make(pair.Item1);
            pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(pair.Item2) } };
            return pod;
        });
        foreach (var pod in pods)
        {
            await node.Api.CreateAsync(pod, node.Token);
            await node.PodAsync(pod.Metadata.Name, seen => seen.IsReady() || seen.Status.Phase == "Failed");
        }

        var rejected = node.Api.Find<V1Pod>("default", "second")!.Status;
        rejected.Phase.Should().Be("Failed");
        rejected.Reason.Should().Be("OutOfcpu");
        rejected.Message.Should().Be("Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000");
        rejected.ContainerStatuses.Should().BeNullOrEmpty();
        node.Api.Find<V1Pod>("default", "third")!.IsReady().Should().BeTrue();
        await node.Api.WaitForAnyAsync<Corev1Event>("default", told => told is { Reason: "OutOfcpu", InvolvedObject.Name: "second" }, node.Token);
    }

    [Fact]
    public async Task A_pod_waits_for_its_runtime_class()
    {
        await using var node = new SimulatedNode();
        var pod = Pods.Make("web");
        pod.Spec.RuntimeClassName = "guarded";

        await node.Api.CreateAsync(pod, node.Token);
        await node.Api.WaitForAnyAsync<Corev1Event>("default", told => told is { Reason: "FailedCreatePodSandBox" }, node.Token);
        await node.Api.CreateAsync(new V1RuntimeClass { Metadata = new V1ObjectMeta { Name = "guarded" }, Handler = "guard" }, node.Token);
        await node.AdvanceUntilAsync(
            () => node.Api.Find<V1Pod>("default", "web")!.IsReady(), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

        var sandboxes = await new RuntimeService.RuntimeServiceClient(node.Runtime.Connect()).ListPodSandboxAsync(new ListPodSandboxRequest(), cancellationToken: node.Token);
        sandboxes.Items.Should().ContainSingle().Which.RuntimeHandler.Should().Be("guard");
    }

    [Fact]
    public async Task A_container_for_debugging_is_told_of_beside_the_others_and_leaves_the_pod_ready()
    {
        await using var node = new SimulatedNode();
        var created = await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        await node.PodAsync("web", pod => pod.IsReady());

        created.Spec.EphemeralContainers = [new V1EphemeralContainer { Name = "debugger", Image = "i", TargetContainerName = "web" }];
        await node.Api.UpdateAsync(created, node.Token);
        var pod = await node.PodAsync("web", pod => pod.Status.EphemeralContainerStatuses is [{ State.Running: not null }]);

        pod!.IsReady().Should().BeTrue();
        pod!.Status.ContainerStatuses.Should().ContainSingle();
        pod.Status.EphemeralContainerStatuses[0].Ready.Should().BeFalse();
    }

    [Fact]
    public async Task A_pod_that_is_resized_keeps_its_container_and_says_when_it_is_done()
    {
        await using var node = new SimulatedNode();
        var pod = Pods.Make("web");
        pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("100m") } };
        var created = await node.Api.CreateAsync(pod, node.Token);
        var before = await node.PodAsync("web", pod => pod.IsReady());

        created.Spec.Containers[0].Resources.Requests["cpu"] = new ResourceQuantity("200m");
        await node.Api.UpdateAsync(created, node.Token);
        var after = await node.PodAsync("web", pod => pod.Status.ContainerStatuses is [{ Resources.Requests: { } requests }] && requests["cpu"].ToDecimal() == 0.2m);

        after!.Status.ContainerStatuses[0].ContainerID.Should().Be(before!.Status.ContainerStatuses[0].ContainerID);
        after.Status.ContainerStatuses[0].RestartCount.Should().Be(0);
    }

    [Fact]
    public async Task A_resize_that_does_not_fit_beside_another_pod_is_deferred_until_that_pod_goes()
    {
        await using var node = new SimulatedNode(change: options => options with { Capacity = options.Capacity.SetItem("cpu", "4") });
        var pods = new[] { "web", "other" }.Select(name =>
        {
            var pod = Pods.Make(name);
            pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2") } };
            return pod;
        });
        foreach (var pod in pods)
        {
            await node.Api.CreateAsync(pod, node.Token);
            await node.PodAsync(pod.Metadata.Name, ready => ready.IsReady());
        }

        // The fake API hands out what it keeps.
        var grown = ModelJson.Clone((await node.PodAsync("web", pod => pod.IsReady()))!);
        grown.Spec.Containers[0].Resources.Requests["cpu"] = new ResourceQuantity("3");
        await node.Api.UpdateAsync(grown, node.Token);
        var deferred = await node.PodAsync("web", pod => pod.Status.Conditions.Any(condition => condition is { Type: "PodResizePending", Reason: "Deferred" }));
        await node.Api.DeleteAsync<V1Pod>(new NamespacedName("default", "other"), null, node.Token);
        var resized = await node.PodAsync("web", pod => pod.Status.ContainerStatuses[0].Resources.Requests["cpu"].ToDecimal() == 3);

        deferred!.Status.ContainerStatuses[0].AllocatedResources["cpu"].ToDecimal().Should().Be(2);
        resized!.Status.ContainerStatuses[0].AllocatedResources["cpu"].ToDecimal().Should().Be(3);
        resized.Status.ContainerStatuses[0].RestartCount.Should().Be(0);
    }

    [Fact]
    public async Task A_container_that_restarts_while_its_resize_is_deferred_has_the_size_that_was_given_to_it()
    {
        await using var node = new SimulatedNode(change: options => options with { Capacity = options.Capacity.SetItem("cpu", "4") });
        var pod = Pods.Make("web").With("mkube.dev/simulated-exit-code", "1").With("mkube.dev/simulated-exit-after", "30s");
        var other = Pods.Make("other");
        foreach (var one in (V1Pod[])[pod, other])
        {
            one.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2") } };
            await node.Api.CreateAsync(one, node.Token);
            await node.PodAsync(one.Metadata.Name, ready => ready.IsReady());
        }

        var grown = ModelJson.Clone((await node.PodAsync("web", pod => pod.IsReady()))!);
        grown.Spec.Containers[0].Resources.Requests["cpu"] = new ResourceQuantity("3");
        await node.Api.UpdateAsync(grown, node.Token);
        await node.PodAsync("web", pod => pod.Status.Conditions.Any(condition => condition is { Type: "PodResizePending", Reason: "Deferred" }));
        await node.AdvanceUntilAsync(
            () => node.Api.Find<V1Pod>("default", "web")!.Status.ContainerStatuses[0] is { RestartCount: > 0, State.Running: not null }, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));

        var restarted = node.Api.Find<V1Pod>("default", "web")!.Status;
        restarted.ContainerStatuses[0].AllocatedResources["cpu"].ToDecimal().Should().Be(2);
        restarted.ContainerStatuses[0].Resources.Requests["cpu"].ToDecimal().Should().Be(2);
        restarted.Conditions.Should().ContainSingle(condition => condition.Type == "PodResizePending");
    }

    [Fact]
    public async Task A_deleted_pod_ends_within_its_grace_and_is_then_let_go()
    {
        await using var node = new SimulatedNode();
        await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        await node.PodAsync("web", pod => pod.IsReady());

        await node.Api.DeleteAsync<V1Pod>(new NamespacedName("default", "web"), null, node.Token);

        await node.GoneAsync("web");
    }

    [Fact]
    public async Task A_pod_whose_container_ignores_the_signal_is_killed_after_the_grace()
    {
        await using var node = new SimulatedNode();
        await node.Api.CreateAsync(Pods.Make("web").With("mkube.dev/simulated-ignores-termination", "true"), node.Token);
        await node.PodAsync("web", pod => pod.IsReady());
        var began = node.Clock.GetUtcNow();

        await node.Api.DeleteAsync<V1Pod>(new NamespacedName("default", "web"), null, node.Token);
        await node.AdvanceUntilAsync(() => node.Api.Find<V1Pod>("default", "web") is null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

        (node.Clock.GetUtcNow() - began).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_job_like_pod_succeeds_when_its_container_does()
    {
        await using var node = new SimulatedNode();

        await node.Api.CreateAsync(Pods.Make("job", "Never").With("mkube.dev/simulated-exit-code", "0"), node.Token);
        var pod = await node.PodAsync("job", pod => pod.Status.Phase == "Succeeded");

        pod!.Status.ContainerStatuses[0].State.Terminated.Reason.Should().Be("Completed");
        pod.IsReady().Should().BeFalse();
    }

    [Fact]
    public async Task A_failing_container_without_restarts_fails_the_pod()
    {
        await using var node = new SimulatedNode();

        await node.Api.CreateAsync(Pods.Make("job", "Never").With("mkube.dev/simulated-exit-code", "3"), node.Token);
        var pod = await node.PodAsync("job", pod => pod.Status.Phase == "Failed");

        pod!.Status.ContainerStatuses[0].State.Terminated.ExitCode.Should().Be(3);
        pod.Status.ContainerStatuses[0].State.Terminated.Reason.Should().Be("Error");
    }

    [Fact]
    public async Task A_crashing_container_restarts_at_once_and_then_after_ever_longer_waits()
    {
        await using var node = new SimulatedNode();
        await node.Api.CreateAsync(Pods.Make("web").With("mkube.dev/simulated-exit-code", "1"), node.Token);
        var waiting = await node.PodAsync("web", pod => pod.Status.ContainerStatuses?[0].State.Waiting?.Reason == "CrashLoopBackOff");
        waiting!.Status.ContainerStatuses[0].RestartCount.Should().Be(1);
        waiting.Status.ContainerStatuses[0].LastState.Terminated.ExitCode.Should().Be(1);
        waiting.Status.Phase.Should().Be("Running");
        var began = node.Clock.GetUtcNow();

        await node.AdvanceUntilAsync(() => Restarts(node) == 2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        var first = node.Clock.GetUtcNow() - began;
        await node.AdvanceUntilAsync(() => Restarts(node) == 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120));
        var second = node.Clock.GetUtcNow() - began - first;

        // The exact moments are the planner's and tested there.
        first.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(9));
        second.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task An_image_that_no_registry_has_never_starts()
    {
        await using var node = new SimulatedNode();

        await node.Api.CreateAsync(Pods.Make("web", "Always", Pods.Container("web", "invalid/nothing:1")), node.Token);

        var failed = await node.PodAsync("web", pod => pod.Status.ContainerStatuses?[0].State.Waiting?.Reason == "ErrImagePull");
        failed!.Status.Phase.Should().Be("Pending");
        await node.AdvanceUntilAsync(
            () => node.Api.Find<V1Pod>("default", "web")!.Status.ContainerStatuses[0].State.Waiting.Reason == "ImagePullBackOff",
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Running_containers_are_adopted_by_the_next_kubelet()
    {
        await using var node = new SimulatedNode();
        await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        var before = await node.PodAsync("web", pod => pod.IsReady());

        await node.RestartAsync(() => Task.CompletedTask);
        await node.SettleAsync();

        var after = node.Api.Find<V1Pod>("default", "web")!;
        after.Status.ContainerStatuses[0].ContainerID.Should().Be(before!.Status.ContainerStatuses[0].ContainerID);
        after.Status.ContainerStatuses[0].RestartCount.Should().Be(0);
        after.IsReady().Should().BeTrue();
    }

    [Fact]
    public async Task A_pod_deleted_while_the_kubelet_was_away_is_cleared_from_the_runtime()
    {
        await using var node = new SimulatedNode();
        await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        await node.PodAsync("web", pod => pod.IsReady());
        var cri = new Cri.V1.RuntimeService.RuntimeServiceClient(node.Runtime.Connect());

        await node.RestartAsync(() => node.Api.DeleteAsync<V1Pod>(new NamespacedName("default", "web"), new V1DeleteOptions { GracePeriodSeconds = 0 }, node.Token));

        while ((await cri.ListPodSandboxAsync(new Cri.V1.ListPodSandboxRequest(), cancellationToken: node.Token)).Items.Count > 0)
        {
            await node.SettleAsync();
        }
    }

    [Fact]
    public async Task Init_containers_run_in_order_before_the_others()
    {
        await using var node = new SimulatedNode();
        var pod = Pods.Make("web").WithInits(Pods.Container("first"), Pods.Container("second"))
            .With("mkube.dev/simulated-exit-code.first", "0")
            .With("mkube.dev/simulated-exit-code.second", "0");

        await node.Api.CreateAsync(pod, node.Token);
        var ready = await node.PodAsync("web", pod => pod.IsReady());

        ready!.Status.InitContainerStatuses.Should().OnlyContain(status => status.State.Terminated.Reason == "Completed" && status.Ready);
    }

    [Fact]
    public async Task The_deadline_of_a_pod_fails_it()
    {
        await using var node = new SimulatedNode();
        var pod = Pods.Make("job", "Never");
        pod.Spec.ActiveDeadlineSeconds = 60;
        await node.Api.CreateAsync(pod, node.Token);
        await node.PodAsync("job", pod => pod.IsReady());

        await node.AdvanceUntilAsync(
            () => node.Api.Find<V1Pod>("default", "job")!.Status.Phase == "Failed",
            TimeSpan.FromSeconds(5),
            TimeSpan.FromSeconds(120));

        node.Api.Find<V1Pod>("default", "job")!.Status.Reason.Should().Be("DeadlineExceeded");
    }

    [Fact]
    public async Task A_status_is_written_only_when_it_changes()
    {
        await using var node = new SimulatedNode();
        await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        await node.PodAsync("web", pod => pod.IsReady());
        await node.SettleAsync();
        var before = node.Api.StatusWrites;

        node.Clock.Advance(TimeSpan.FromMinutes(10));
        await node.SettleAsync();

        node.Api.StatusWrites.Should().Be(before);
    }

    private static int Restarts(SimulatedNode node) => node.Api.Find<V1Pod>("default", "web")!.Status.ContainerStatuses[0].RestartCount;
}
