using MiniKube.EndToEnd.Tests.Harness;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>Probes of real containers, as kubectl shows what they do.</summary>
public sealed class ProbeTests(ContainerdCluster cluster) : KubectlTest(cluster)
{
    [Fact(Timeout = 180_000)]
    public async Task A_readiness_probe_by_command_decides_whether_the_pod_is_ready()
    {
        await MustAsync("apply -f -", Pod("exec", "readinessProbe: {periodSeconds: 1, exec: {command: [busybox, test, -f, /tmp/ready]}}"));
        await MustAsync("wait --for=jsonpath={.status.phase}=Running --timeout=60s pod/exec");
        (await JsonPathAsync("pod exec", "{.status.conditions[?(@.type==\"Ready\")].reason}")).Should().Be("ContainersNotReady");

        await MustAsync("exec exec -- busybox touch /tmp/ready");
        await MustAsync("wait --for=condition=Ready --timeout=60s pod/exec");

        await MustAsync("exec exec -- busybox rm /tmp/ready");
        await MustAsync("wait --for=condition=Ready=false --timeout=60s pod/exec");
        (await JsonPathAsync("pod exec", "{.status.containerStatuses[0].restartCount}")).Should().Be("0");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_container_whose_liveness_probe_fails_is_started_again()
    {
        await MustAsync("apply -f -", Pod("dying", "livenessProbe: {periodSeconds: 1, failureThreshold: 1, tcpSocket: {port: 81}}"));

        await MustAsync("wait --for=jsonpath={.status.containerStatuses[0].restartCount}=1 --timeout=60s pod/dying");

        (await MustAsync("describe pod dying")).Should().Contain("Liveness probe failed").And.Contain("Container web failed liveness probe, will be restarted");
    }

    [Fact(Timeout = 180_000)]
    public async Task No_other_probe_runs_before_the_startup_probe_has_succeeded()
    {
        await MustAsync("apply -f -", Pod("slow", """
            startupProbe: {periodSeconds: 1, failureThreshold: 100, exec: {command: [busybox, test, -f, /tmp/started]}}
                livenessProbe: {periodSeconds: 1, failureThreshold: 1, exec: {command: [busybox, test, -f, /tmp/started]}}
                readinessProbe: {periodSeconds: 1, httpGet: {path: /, port: web}}
            """));
        await MustAsync("wait --for=jsonpath={.status.phase}=Running --timeout=60s pod/slow");
        (await JsonPathAsync("pod slow", "{.status.containerStatuses[0].started}")).Should().Be("false");

        await MustAsync("exec slow -- busybox touch /tmp/started");
        await MustAsync("wait --for=condition=Ready --timeout=60s pod/slow");

        (await JsonPathAsync("pod slow", "{.status.containerStatuses[0].started} {.status.containerStatuses[0].restartCount}")).Should().Be("true 0");
    }

    private static string Pod(string name, string probes) => $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {name}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: web
            image: {ContainerdCluster.WebImage}
            ports:
            - name: web
              containerPort: 80
            {probes}
        """;
}
