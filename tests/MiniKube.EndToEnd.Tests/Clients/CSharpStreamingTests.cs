using System.Text;
using k8s;
using k8s.Models;
using MiniKube.EndToEnd.Tests.Harness;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>Logs, exec and port-forward into real containers by the official C# client.</summary>
public sealed class CSharpStreamingTests(ContainerdCluster cluster) : KubectlTest(cluster), IDisposable
{
    private readonly ContainerdCluster _cluster = cluster;
    private Kubernetes? _client;

    private Kubernetes Client => _client ??= new Kubernetes(
        KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(_cluster.DataDirectory, "kubeconfig")));

    [Fact]
    public async Task A_log_is_read_and_followed_to_its_end()
    {
        await MustAsync("apply -f -", Manifests.ShellPod("talk", "for i in 1 2 3; do echo line $i; done; until [ -e /tmp/go ]; do busybox sleep 0.05; done; echo last"));
        await MustAsync("wait pod/talk --for=condition=Ready --timeout=60s");

        await using var followed = await Client.CoreV1.ReadNamespacedPodLogAsync("talk", Namespace, follow: true, cancellationToken: Token);
        await LetGoAsync("talk");
        var all = await new StreamReader(followed).ReadToEndAsync(Token);
        await using var tail = await Client.CoreV1.ReadNamespacedPodLogAsync("talk", Namespace, tailLines: 1, cancellationToken: Token);

        all.Should().Be("line 1\nline 2\nline 3\nlast\n");
        (await new StreamReader(tail).ReadToEndAsync(Token)).Should().Be("last\n");
    }

    [Fact]
    public async Task A_command_runs_with_its_streams_and_exit_code()
    {
        await RunPodAsync();
        var (output, error) = ("", "");

        var exitCode = await Client.NamespacedPodExecAsync(
            "web",
            Namespace,
            "web",
            ["sh", "-c", "echo out; echo bad >&2; exit 6"],
            tty: false,
            async (_, stdout, stderr) =>
            {
                output = await new StreamReader(stdout).ReadToEndAsync(Token);
                error = await new StreamReader(stderr).ReadToEndAsync(Token);
            },
            Token);

        (exitCode, output, error).Should().Be((6, "out\n", "bad\n"));
    }

    [Fact]
    public async Task A_command_takes_input_as_it_comes()
    {
        await RunPodAsync();
        var answer = "";

        await Client.NamespacedPodExecAsync(
            "web",
            Namespace,
            "web",
            ["sh", "-c", "read line; echo got $line"],
            tty: false,
            async (stdin, stdout, _) =>
            {
                await stdin.WriteAsync("something\n"u8.ToArray(), Token);
                answer = await new StreamReader(stdout).ReadLineAsync(Token) ?? "";
            },
            Token);

        answer.Should().Be("got something");
    }

    [Theory]
    [InlineData("v4.channel.k8s.io")]
    [InlineData("v5.channel.k8s.io")]
    public async Task The_only_caller_takes_the_input_of_the_process_with_it_when_it_goes(string protocol)
    {
        await MustAsync("apply -f -", Manifests.ShellPod("cat", "cat; echo end").Replace(
            "    command:", "    stdin: true\n    stdinOnce: true\n    command:", StringComparison.Ordinal));
        await MustAsync("wait pod/cat --for=condition=Ready --timeout=60s");
        using (var socket = await Client.WebSocketNamespacedPodAttachAsync(
            "cat", Namespace, "main", stderr: true, stdin: true, stdout: true, tty: false, protocol, cancellationToken: Token))
        {
            await socket.SendAsync((byte[])[0, .. "typed\n"u8], System.Net.WebSockets.WebSocketMessageType.Binary, endOfMessage: true, Token);

            // The node's answer: a connection that is cut may lose what was sent on it last.
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, Token);
        }

        await MustAsync("wait pod/cat --for=jsonpath={.status.phase}=Succeeded --timeout=60s");
        (await MustAsync("logs cat")).Should().Be("typed\nend\n");
    }

    [Fact]
    public async Task A_port_is_forwarded()
    {
        await RunPodAsync();
        await MustAsync(["exec", "web", "--", "sh", "-c", "until wget -qO- http://127.0.0.1/; do sleep 0.05; done"]);
        using var socket = await Client.WebSocketNamespacedPodPortForwardAsync("web", Namespace, [80], "v4.channel.k8s.io", cancellationToken: Token);
        using var demuxer = new StreamDemuxer(socket, StreamType.PortForward);
        demuxer.Start();
        await using var stream = demuxer.GetStream((byte?)0, (byte?)0);

        await stream.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), Token);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains("Hello from web", StringComparison.Ordinal) && await stream.ReadAsync(buffer, Token) is var read and > 0)
        {
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        answer.ToString().Should().Contain("200 OK").And.Contain("Hello from web");
    }

    public void Dispose() => _client?.Dispose();

    private async Task RunPodAsync()
    {
        await Client.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1PodSpec { TerminationGracePeriodSeconds = 1, Containers = [new V1Container { Name = "web", Image = ContainerdCluster.WebImage }] },
            },
            Namespace,
            cancellationToken: Token);
        await foreach (var (_, pod) in Client.CoreV1.WatchListNamespacedPodAsync(Namespace, fieldSelector: "metadata.name=web", cancellationToken: Token))
        {
            if (pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true)
            {
                return;
            }
        }
    }
}
