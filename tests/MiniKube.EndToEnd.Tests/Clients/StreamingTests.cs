using System.Security.Cryptography;
using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>exec, cp, attach and port-forward into real containers, by SPDY as older clients speak it, and by WebSockets as newer ones do.</summary>
public sealed class StreamingTests(ContainerdCluster cluster) : KubectlTest(cluster)
{
    private readonly ContainerdCluster _cluster = cluster;

    /// <summary>Who streams how.</summary>
    public static TheoryData<string> Clients => ["1.20 by SPDY", "1.32 by SPDY", "1.35 by WebSocket"];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Exec_carries_both_outputs_input_and_the_exit_code(string client)
    {
        await RunPodAsync();

        var failed = await RunAsync(client, ["exec", "web", "--", "sh", "-c", "echo out; echo bad >&2; exit 7"]);
        (failed.ExitCode, failed.Output).Should().Be((7, "out\n"));
        failed.Error.Should().StartWith("bad\n");
        var large = string.Concat(Enumerable.Range(0, 60_000).Select(number => $"line {number}\n"));
        (await RunAsync(client, ["exec", "-i", "web", "--", "cat"], large)).Must().Should().Be(large);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Exec_gives_a_terminal_of_the_callers_size(string client)
    {
        await RunPodAsync();
        var (program, environment) = Of(client);

        // A program that gives kubectl a terminal to begin with.
        var line = $"stty rows 33 cols 101; {program} -n {Namespace} exec -it web -- sh -c 'until [ \"$(stty size)\" = \"33 101\" ]; do busybox sleep 0.05; done; tty; stty size <&1; exit 5'";
        var result = await Command.RunAsync("script", ["-qec", line, "/dev/null"], Token, environment);

        result.ExitCode.Should().Be(5, result.Output);
        result.Output.Should().Contain("/dev/pts/0").And.Contain("33 101");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Files_are_copied_in_and_out(string client)
    {
        await RunPodAsync();
        var directory = Directory.CreateTempSubdirectory("mkcp").FullName;
        var sent = RandomNumberGenerator.GetBytes(3_000_000);
        await File.WriteAllBytesAsync(Path.Combine(directory, "sent"), sent, Token);

        (await RunAsync(client, ["cp", Path.Combine(directory, "sent"), "web:/tmp/file"])).Must();
        (await RunAsync(client, ["cp", "web:/tmp/file", Path.Combine(directory, "back")])).Must();

        (await File.ReadAllBytesAsync(Path.Combine(directory, "back"), Token)).Should().Equal(sent);
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Attach_joins_the_first_process(string client)
    {
        // containerd connects the input before the output, so what is typed waits until the process has been heard.
        const string Talk = "(while echo ready; do busybox sleep 0.05; done) & read line; kill $!; wait $!; echo got $line; read line; echo got $line";
        await MustAsync("apply -f -", Manifests.ShellPod("talk", Talk).Replace(
            "    command:", "    stdin: true\n    command:", StringComparison.Ordinal));
        await MustAsync("wait pod/talk --for=condition=Ready --timeout=60s");

        (await RunAsync(client, ["attach", "-i", "talk"], "one\ntwo\n", typedAfter: "ready", closedAfter: "got two")).Must().Should().EndWith("got one\ngot two\n");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_end_of_what_one_of_many_callers_types_ends_its_attach_and_leaves_the_process_its_input(string client)
    {
        const string Talk = "(while echo ready; do busybox sleep 0.05; done) & while read line; do echo got $line; done; echo end";
        await MustAsync("apply -f -", Manifests.ShellPod("talk", Talk).Replace(
            "    command:", "    stdin: true\n    command:", StringComparison.Ordinal));
        await MustAsync("wait pod/talk --for=condition=Ready --timeout=60s");

        (await RunAsync(client, ["attach", "-i", "talk"], "one\n", typedAfter: "ready")).Must();
        var second = await RunAsync(client, ["attach", "-i", "talk"], "two\n", typedAfter: "ready", closedAfter: "got two");

        second.Must().Should().Contain("got two");
        (await MustAsync("logs talk")).Should().Contain("got one").And.NotContain("end");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_end_of_what_the_only_caller_types_ends_the_input_of_the_process(string client)
    {
        const string Count = "(while echo ready; do busybox sleep 0.05; done) & wc -c > /tmp/count; kill $!; wait $!; cat /tmp/count; echo end";
        await MustAsync("apply -f -", Manifests.ShellPod("count", Count).Replace(
            "    command:", "    stdin: true\n    stdinOnce: true\n    command:", StringComparison.Ordinal));
        await MustAsync("wait pod/count --for=condition=Ready --timeout=60s");

        (await RunAsync(client, ["attach", "-i", "count"], "one\ntwo\n", typedAfter: "ready")).Must().Should().EndWith("8\nend\n");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_pod_is_run_with_what_is_piped_into_it(string client)
    {
        var large = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"line {number}\n"));

        var counted = await RunAsync(
            client, ["run", "count", "-i", "--quiet", "--restart=Never", $"--image={ContainerdCluster.WebImage}", "--", "sh", "-c", "wc -c"], large);

        counted.Must().Should().Contain($"{large.Length}\n");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_port_is_forwarded_for_many_connections_at_once(string client)
    {
        await RunPodAsync();
        var (program, environment) = Of(client);
        await using var forward = await PortForward.StartAsync(program, environment, $"-n {Namespace} port-forward pod/web :80", Token);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => http.GetStringAsync($"http://127.0.0.1:{forward.Port}/", Token)));

        answers.Should().AllSatisfy(answer => answer.Should().StartWith("Hello from web"));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_proxy_of_the_api_reaches_the_pod_and_the_kubelet(string client)
    {
        await RunPodAsync();
        var node = await JsonPathAsync("pod web", "{.spec.nodeName}");

        (await RunAsync(client, ["get", "--raw", $"/api/v1/namespaces/{Namespace}/pods/web:80/proxy/"])).Must().Should().StartWith("Hello from web");
        (await RunAsync(client, ["get", "--raw", $"/api/v1/nodes/{node}/proxy/healthz"])).Must().Should().Be("ok");
    }

    [Fact]
    public async Task The_proxy_of_the_api_reaches_a_service_by_the_name_and_the_number_of_its_port()
    {
        await RunPodAsync();
        var address = await JsonPathAsync("pod web", "{.status.podIP}");
        await MustAsync("apply -f -", $$"""
            apiVersion: v1
            kind: Service
            metadata: {name: front}
            spec: {ports: [{name: http, port: 8080, targetPort: 80}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: front-1, labels: {kubernetes.io/service-name: front} }
            addressType: IPv4
            endpoints: [{addresses: ["{{address}}"], conditions: {ready: true}, targetRef: {kind: Pod, namespace: {{Namespace}}, name: web} }]
            ports: [{name: http, port: 80, protocol: TCP}]
            """);

        foreach (var name in new[] { "front:http", "front:8080", "http:front:http" })
        {
            (await RunAsync("1.32 by SPDY", ["get", "--raw", $"/api/v1/namespaces/{Namespace}/services/{name}/proxy/"])).Must()
                .Should().StartWith("Hello from web", name);
        }

        // As upstream: without a word for the port it is the one that has no name.
        (await RunAsync("1.32 by SPDY", ["get", "--raw", $"/api/v1/namespaces/{Namespace}/services/front/proxy/"])).MustFail()
            .Should().Contain("no endpoints available for service \"front\"");
    }

    private async Task RunPodAsync()
    {
        await MustAsync("run web --image=mkube.dev/web:1 --port=80");
        await MustAsync("wait pod/web --for=condition=Ready --timeout=60s");

        // It is ready when it runs; it listens a moment later.
        await MustAsync(["exec", "web", "--", "sh", "-c", "until wget -qO- http://127.0.0.1/; do sleep 0.05; done"]);
    }

    private Task<CommandResult> RunAsync(string client, IEnumerable<string> words, string? input = null, string? typedAfter = null, string? closedAfter = null)
    {
        var (program, environment) = Of(client);
        return Command.RunAsync(program, ["-n", Namespace, .. words], Token, environment, input, typedAfter, closedAfter);
    }

    private (string Program, Dictionary<string, string> Environment) Of(string client)
    {
        var program = client[..4] switch
        {
            "1.20" => Parts.KubectlOldest,
            "1.32" => Parts.Kubectl,
            _ => Parts.KubectlNewest,
        };
        var environment = new Dictionary<string, string>
        {
            ["KUBECONFIG"] = Path.Combine(_cluster.DataDirectory, "kubeconfig"),
            ["HOME"] = _cluster.DataDirectory,
        };
        if (client.EndsWith("SPDY", StringComparison.Ordinal))
        {
            environment["KUBECTL_REMOTE_COMMAND_WEBSOCKETS"] = environment["KUBECTL_PORT_FORWARD_WEBSOCKETS"] = "false";
        }

        return (program, environment);
    }
}
