using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary><c>kubectl debug</c> into pods that run.</summary>
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
        var attached = await Kubectl.RunAsync(
            ["-n", Namespace, "debug", "-i", "web", "--image=mkube.dev/web:1", "--image-pull-policy=Never", "--container=talk", "--profile=general", "--", "sh", "-c", "read line; echo got $line"],
            Token,
            "something\n");
        attached.Must().Should().Contain("got something");
    }
}
