using System.Net;
using System.Net.WebSockets;
using MiniKube.Cri.Streams;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Serving;

public sealed class SpdyTests
{
    private const string V4 = "v4.channel.k8s.io";
    private const string Ports = "portforward.k8s.io";
    private const string Exec = "/exec/default/web/web?command=cat&command=-n&input=1&output=1&error=1";

    [Fact]
    public async Task A_command_gets_its_input_and_the_client_its_output_and_exit_code()
    {
        await using var node = await WithPodAsync();
        using var client = await SpdyClient.ConnectAsync(node.Handler, Exec, node.Token, V4, "v3.channel.k8s.io");
        var (error, stdin, stdout, stderr) = await OpenAllAsync(client, node.Token);

        await client.SendDataAsync(stdin, "hello ", node.Token);
        await client.SendDataAsync(stdin, "world", node.Token, isLast: true);
        await client.ReadUntilAsync(() => client.GoAway is not null, node.Token);

        client.Replies.Should().Equal(error, stdin, stdout, stderr);
        client.Received[stdout].Should().Be("hello world");
        client.Received[stderr].Should().Be("cat -n");
        client.Received[error].Should().Contain("\"reason\":\"NonZeroExitCode\"").And.Contain("{\"reason\":\"ExitCode\",\"message\":\"7\"}");
        client.Ended.Should().BeEquivalentTo([error, stdout, stderr]);
        client.GoAway.Should().Be(0);
    }

    [Theory]
    [InlineData("v3.channel.k8s.io")]
    [InlineData("v2.channel.k8s.io")]
    public async Task A_client_that_knows_no_status_is_told_in_words(string protocol)
    {
        await using var node = await WithPodAsync();
        using var client = await SpdyClient.ConnectAsync(node.Handler, "/exec/default/web/web?command=false&output=1", node.Token, protocol);
        var error = await client.OpenAsync(node.Token, ("streamtype", "error"));
        await client.OpenAsync(node.Token, ("streamtype", "stdout"));

        await client.ReadUntilAsync(() => client.GoAway is not null, node.Token);

        client.Received[error].Should().Be("command terminated with non-zero exit code: error executing command, exit code 7");
    }

    [Fact]
    public async Task Sizes_of_the_terminal_reach_the_process()
    {
        await using var node = await WithPodAsync();
        using var client = await SpdyClient.ConnectAsync(node.Handler, "/exec/default/web/web?command=sh&output=1&tty=1", node.Token, V4);
        foreach (var type in (string[])["error", "stdout"])
        {
            await client.OpenAsync(node.Token, ("streamtype", type));
        }

        var resize = await client.OpenAsync(node.Token, ("streamtype", "resize"));
        await client.SendDataAsync(resize, "{\"Width\":101,\"Height\":33}", node.Token);
        await client.ReadUntilAsync(() => client.GoAway is not null, node.Token);

        node.Streams.Sizes.Should().Equal(new TerminalSize(101, 33));
    }

    [Fact]
    public async Task A_client_that_opens_too_few_streams_is_let_go_after_half_a_minute()
    {
        await using var node = await WithPodAsync();
        using var client = await SpdyClient.ConnectAsync(node.Handler, Exec, node.Token, V4);
        await client.OpenAsync(node.Token, ("streamtype", "error"));
        await client.ReadUntilAsync(() => client.Replies.Count == 1, node.Token);

        var hungUp = client.ReadUntilAsync(() => false, node.Token);
        await node.AdvanceUntilAsync(() => hungUp.IsCompleted, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));

        await hungUp;
    }

    [Fact]
    public async Task A_client_that_speaks_no_known_protocol_is_told_which_there_are()
    {
        await using var node = await WithPodAsync();

        using var response = await SpdyClient.AskAsync(node.Handler, Exec, node.Token, "v9.channel.k8s.io");

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Headers.GetValues("X-Accepted-Stream-Protocol-Versions").Should().Contain(V4);
    }

    [Fact]
    public async Task Forwarded_connections_are_pairs_of_streams_and_several_go_at_once()
    {
        await using var node = await WithPodAsync();
        using var client = await SpdyClient.ConnectAsync(node.Handler, "/portForward/default/web", node.Token, Ports);

        var first = await OpenPairAsync(client, "8080", "0", node.Token);
        var second = await OpenPairAsync(client, "8081", "1", node.Token);
        await client.SendDataAsync(second, "two", node.Token);
        await client.SendDataAsync(first, "one", node.Token);
        await client.ReadUntilAsync(() => client.Ended.Count == 4, node.Token);

        client.Received[first].Should().Be("one");
        client.Received[second].Should().Be("two");
        client.Resets.Should().BeEmpty();
    }

    [Fact]
    public async Task Newer_clients_tunnel_the_same_through_a_web_socket()
    {
        await using var node = await WithPodAsync();
        var socket = await ChannelClient.UpgradeAsync(node.Handler, "/portForward/default/web", "SPDY/3.1+portforward.k8s.io", node.Token);
        using var client = new SpdyClient(WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true));

        foreach (var number in (string[])["0", "1"])
        {
            var data = await OpenPairAsync(client, "8080", number, node.Token);
            await client.SendDataAsync(data, "ping", node.Token);
            await client.ReadUntilAsync(() => client.Ended.Contains(data), node.Token);
            client.Received[data].Should().Be("ping");
        }
    }

    [Fact]
    public async Task A_stream_that_does_not_say_its_port_or_comes_twice_is_reset()
    {
        await using var node = await WithPodAsync();
        using var client = await SpdyClient.ConnectAsync(node.Handler, "/portForward/default/web", node.Token, Ports);

        var nameless = await client.OpenAsync(node.Token, ("streamtype", "data"));
        var wrong = await client.OpenAsync(node.Token, ("streamtype", "data"), ("port", "70000"));
        await OpenPairAsync(client, "8080", "0", node.Token);
        var twice = await client.OpenAsync(node.Token, ("streamtype", "data"), ("port", "8080"), ("requestid", "0"));
        await client.ReadUntilAsync(() => client.Resets.Count == 3, node.Token);

        client.Resets.Should().Equal((nameless, 1), (wrong, 1), (twice, 1));
    }

    [Fact]
    public async Task More_connections_than_the_bound_are_refused_and_the_others_go_on()
    {
        await using var node = await WithPodAsync();
        using var client = await SpdyClient.ConnectAsync(node.Handler, "/portForward/default/web", node.Token, Ports);
        var opened = new List<int>();
        for (var number = 0; number < 130; number++)
        {
            opened.Add(await OpenPairAsync(client, "8080", number.ToString(), node.Token));
        }

        await client.ReadUntilAsync(() => client.Resets.Count == 4, node.Token);
        await client.SendDataAsync(opened[0], "still here", node.Token);
        await client.ReadUntilAsync(() => client.Ended.Contains(opened[0]), node.Token);

        client.Received[opened[0]].Should().Be("still here");
    }

    [Fact]
    public async Task A_ping_comes_back()
    {
        await using var node = await WithPodAsync();
        using var client = await SpdyClient.ConnectAsync(node.Handler, "/portForward/default/web", node.Token, Ports);

        await client.SendAsync(6, SpdyClient.Number(41), node.Token);
        await client.ReadUntilAsync(() => client.Pings.Count > 0, node.Token);

        client.Pings.Should().Equal(41);
    }

    private static async Task<(int Error, int Stdin, int Stdout, int Stderr)> OpenAllAsync(SpdyClient client, CancellationToken cancellationToken) =>
    (
        await client.OpenAsync(cancellationToken, ("streamtype", "error")),
        await client.OpenAsync(cancellationToken, ("streamtype", "stdin")),
        await client.OpenAsync(cancellationToken, ("streamtype", "stdout")),
        await client.OpenAsync(cancellationToken, ("streamtype", "stderr")));

    private static async Task<int> OpenPairAsync(SpdyClient client, string port, string number, CancellationToken cancellationToken)
    {
        await client.OpenAsync(cancellationToken, ("streamtype", "error"), ("port", port), ("requestid", number));
        return await client.OpenAsync(cancellationToken, ("streamtype", "data"), ("port", port), ("requestid", number));
    }

    private static async Task<SimulatedNode> WithPodAsync()
    {
        var node = new SimulatedNode();
        await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        await node.PodAsync("web", pod => pod.IsReady());
        return node;
    }
}
