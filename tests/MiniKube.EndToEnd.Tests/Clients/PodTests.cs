using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class PodTests(ContainerdCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task Three_pods_of_a_deployment_answer_over_http()
    {
        await ApplyWebAsync("web", replicas: 3);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };

        var addresses = (await JsonPathAsync("pods -l app=web", "{.items[*].status.podIP}")).Split(' ');

        addresses.Should().HaveCount(3).And.OnlyHaveUniqueItems();
        foreach (var pod in (await MustAsync("get pods -l app=web -o name")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // It is ready when it runs; it listens a moment later.
            await MustAsync(["exec", pod, "--", "sh", "-c", "until wget -qO- http://127.0.0.1/; do sleep 0.05; done"]);
        }

        foreach (var address in addresses)
        {
            (await http.GetStringAsync($"http://{address}/", Token)).Should().StartWith("Hello from web-");
        }
    }

    [Fact]
    public async Task Logs_are_whole_tailed_followed_and_of_the_previous_container()
    {
        await MustAsync("apply -f -", Manifests.ShellPod("talk", "for i in 1 2 3 4 5; do echo line $i; done; until [ -e /tmp/go ]; do busybox sleep 0.05; done; echo last"));
        await MustAsync("wait pod/talk --for=condition=Ready --timeout=60s");
        var followed = MustAsync("logs -f talk");
        await LetGoAsync("talk");
        (await followed).Should().Be("line 1\nline 2\nline 3\nline 4\nline 5\nlast\n");
        (await MustAsync("logs talk --tail=2")).Should().Be("line 5\nlast\n");
        (await MustAsync("logs talk --timestamps --tail=1")).Should().MatchRegex(@"^\d{4}-\d\d-\d\dT[\d:.]+Z last\n$");

        await MustAsync("apply -f -", Manifests.ShellPod("again", "echo run; sleep 1; exit 1", "OnFailure"));
        await MustAsync(["wait", "pod/again", "--for=jsonpath={.status.containerStatuses[0].restartCount}=1", "--timeout=90s"]);
        (await MustAsync("logs again --previous")).Should().Be("run\n");
        (await MustFailAsync("logs again -c other")).Should().Contain("container other is not valid for pod again");
    }

    [Fact]
    public async Task Exec_carries_output_input_environment_and_exit_code()
    {
        await ApplyWebAsync("web", greeting: "hello");
        var pod = await JsonPathAsync("pods -l app=web", "{.items[0].metadata.name}");

        (await MustAsync(["exec", pod, "--", "sh", "-c", "echo $GREETING from $POD_NAME"])).Should().Be($"hello from {pod}\n");
        (await MustAsync($"exec -i {pod} -- cat", input: "through stdin")).Should().Be("through stdin");

        var failed = await Kubectl.RunAsync(["-n", Namespace, "exec", pod, "--", "sh", "-c", "echo bad >&2; exit 7"], Token);
        failed.ExitCode.Should().Be(7);
        failed.Error.Should().StartWith("bad\n");
    }

    [Fact]
    public async Task A_pod_runs_to_its_end_and_tells_how_it_went()
    {
        await MustAsync("apply -f -", Manifests.ShellPod("good", "exit 0"));
        await MustAsync("apply -f -", Manifests.ShellPod("bad", "exit 3"));

        await MustAsync(["wait", "pod/good", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s"]);
        await MustAsync(["wait", "pod/bad", "--for=jsonpath={.status.phase}=Failed", "--timeout=60s"]);

        (await JsonPathAsync("pod bad", "{.status.containerStatuses[0].state.terminated.exitCode}")).Should().Be("3");
        (await MustAsync("get pods")).Should().MatchRegex(@"good +0/1 +Completed").And.MatchRegex(@"bad +0/1 +Error");
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_told_and_costs_nothing_else()
    {
        await MustAsync("run nothing --image=mkube.dev/nothing:1 --image-pull-policy=Never");

        await MustAsync(["wait", "pod/nothing", "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ErrImageNeverPull", "--timeout=60s"]);
        (await MustAsync("describe pod nothing")).Should().Contain("is not present with pull policy of Never");
    }

    [Fact]
    public async Task A_pod_that_fits_nowhere_stays_pending_with_the_reason()
    {
        await MustAsync("apply -f -", Manifests.ShellPod("big", "exit 0").Replace(
            "    command:", "    resources:\n      requests:\n        cpu: 1000\n    command:", StringComparison.Ordinal));

        await MustAsync(["wait", "pod/big", "--for=jsonpath={.status.conditions[?(@.type==\"PodScheduled\")].reason}=Unschedulable", "--timeout=30s"]);
        (await MustAsync("get events --field-selector reason=FailedScheduling -o jsonpath={.items[0].message}")).Should().Contain("Insufficient cpu");
    }

    [Fact]
    public async Task Configuration_and_secrets_reach_the_container()
    {
        await MustAsync("create configmap settings --from-literal=color=blue");
        await MustAsync("create secret generic pass --from-literal=word=open");
        await MustAsync("apply -f -", """
            apiVersion: v1
            kind: Pod
            metadata:
              name: reader
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: mkube.dev/web:1
                command: ["sh", "-c", "echo $COLOR; cat /settings/color; echo; cat /pass/word; echo; echo kept > /scratch/file; cat /scratch/file"]
                env:
                - name: COLOR
                  valueFrom: {configMapKeyRef: {name: settings, key: color}}
                volumeMounts:
                - {name: settings, mountPath: /settings}
                - {name: pass, mountPath: /pass}
                - {name: scratch, mountPath: /scratch}
              volumes:
              - name: settings
                configMap: {name: settings}
              - name: pass
                secret: {secretName: pass}
              - name: scratch
                emptyDir: {}
            """);

        await MustAsync(["wait", "pod/reader", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s"]);
        (await MustAsync("logs reader")).Should().Be("blue\nblue\nopen\nkept\n");
    }
}
