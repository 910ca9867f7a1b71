using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>What is done to pods that run: <c>kubectl debug</c>, and a resize.</summary>
public sealed class DebugTests(ContainerdCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task A_debugger_joins_a_running_pod_sees_its_processes_and_is_attached_to()
    {
        await MustAsync("run web --image=mkube.dev/web:1");
        await MustAsync("wait pod/web --for=condition=Ready --timeout=60s");

        await MustAsync(["debug", "web", "--image=mkube.dev/web:1", "--image-pull-policy=Never", "--target=web", "--container=spy", "--profile=general", "--", "sh", "-c", "ps; echo bye"]);
        await MustAsync(["wait", "pod/web", "--for=jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.exitCode}=0", "--timeout=60s"]);

        (await MustAsync("logs web -c spy")).Should().Contain("httpd").And.Contain("bye");
        (await MustAsync("get pod web")).Should().MatchRegex(@"web +1/1 +Running");

        // containerd connects the input before the output, so what is typed waits until the process has been heard.
        const string Talk = "(while echo ready; do busybox sleep 0.05; done) & read line; kill $!; wait $!; echo got $line";
        var attached = await Kubectl.RunAsync(
            ["-n", Namespace, "debug", "-i", "web", "--image=mkube.dev/web:1", "--image-pull-policy=Never", "--container=talk", "--profile=general", "--", "sh", "-c", Talk],
            Token,
            "something\n",
            typedAfter: "ready",
            closedAfter: "got something");
        attached.Must().Should().Contain("got something");
    }

    [Fact]
    public async Task A_resize_waits_for_room_on_the_node_and_is_made_when_another_pod_goes()
    {
        var cpus = decimal.Parse(await JsonPathAsync("nodes", "{.items[0].status.allocatable.cpu}"), System.Globalization.CultureInfo.InvariantCulture);
        var (filler, grown) = ((int)(cpus * 600), (int)(cpus * 700));
        await MustAsync("apply -f -", Requesting("filler", filler));
        await MustAsync("apply -f -", Requesting("grow", 10));
        await MustAsync("wait pod/filler pod/grow --for=condition=Ready --timeout=60s");

        await MustAsync(["patch", "pod", "grow", "--subresource=resize", "-p", $$$$"""{"spec":{"containers":[{"name":"main","resources":{"requests":{"cpu":"{{{{grown}}}}m"}}}]}}"""]);
        await MustAsync(["wait", "pod/grow", "--for=jsonpath={.status.conditions[?(@.type==\"PodResizePending\")].reason}=Deferred", "--timeout=60s"]);
        var condition = await JsonPathAsync("pod grow", "{.status.conditions[?(@.type==\"PodResizePending\")]}");
        var allocated = await JsonPathAsync("pod grow", "{.status.containerStatuses[0].allocatedResources.cpu}");
        await MustAsync("delete pod filler");
        await MustAsync(["wait", "pod/grow", $"--for=jsonpath={{.status.containerStatuses[0].resources.requests.cpu}}={grown}m", "--timeout=60s"]);

        condition.Should().Contain("Node didn't have enough resource: cpu").And.Contain("\"observedGeneration\":2");
        allocated.Should().Be("10m");
        (await JsonPathAsync("pod grow", "{.status.conditions[*].type}")).Should().NotContain("PodResizePending");
        (await JsonPathAsync("pod grow", "{.status.containerStatuses[0].restartCount}")).Should().Be("0");
    }

    private static string Requesting(string name, int cpuThousandths) => Manifests.ShellPod(name, "sleep 1000").Replace(
        "    command:", $"    resources: {{requests: {{cpu: {cpuThousandths}m}}}}\n    command:", StringComparison.Ordinal);

    [Fact]
    public async Task A_resize_reaches_the_containers_cgroup_without_a_restart()
    {
        await MustAsync("apply -f -", Manifests.ShellPod("grow", "sleep 1000").Replace(
            "    command:", "    resources: {requests: {cpu: 100m, memory: 32Mi}, limits: {cpu: 200m, memory: 64Mi}}\n    command:", StringComparison.Ordinal));
        await MustAsync("wait pod/grow --for=condition=Ready --timeout=60s");

        await MustAsync(["patch", "pod", "grow", "--subresource=resize", "-p", """{"spec":{"containers":[{"name":"main","resources":{"requests":{"cpu":"300m"},"limits":{"cpu":"500m","memory":"128Mi"}}}]}}"""]);
        await MustAsync(["wait", "pod/grow", "--for=jsonpath={.status.containerStatuses[0].resources.limits.memory}=128Mi", "--timeout=60s"]);

        const string Limits = "cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/memory/memory.limit_in_bytes";
        (await MustAsync(["exec", "grow", "--", "sh", "-c", Limits])).Should().Contain("50000").And.Contain("134217728");
        (await JsonPathAsync("pod grow", "{.status.containerStatuses[0].restartCount}")).Should().Be("0");
        (await JsonPathAsync("pod grow", "{.status.conditions[*].type}")).Should().NotContain("PodResize");

        await MustAsync(["patch", "pod", "grow", "--subresource=resize", "-p", """{"spec":{"containers":[{"name":"main","resources":{"requests":{"cpu":"900"},"limits":{"cpu":"900"}}}]}}"""]);
        await MustAsync(["wait", "pod/grow", "--for=jsonpath={.status.conditions[?(@.type==\"PodResizePending\")].reason}=Infeasible", "--timeout=60s"]);
    }
}
