using System.Net.WebSockets;
using MiniKube.Cri.Streams;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Serving;

public sealed class StreamTests
{
    private const string V5 = "v5.channel.k8s.io";
    private const string V4 = "v4.channel.k8s.io";

    [Fact]
    public async Task Closing_channel_0_ends_the_commands_input_and_the_exit_code_comes_back()
    {
        await using var node = await WithPodAsync();
        using var client = await ChannelClient.ConnectAsync(node.Handler, "/exec/default/web/web?command=cat&command=-n&input=1&output=1&error=1", V5, node.Token);

        await client.SendAsync(0, "hello ", node.Token);
        await client.SendAsync(0, "world", node.Token);
        await client.SendAsync([255, 0], node.Token);
        var all = await client.ReadAllAsync(node.Token);

        all[1].Should().Be("hello world");
        all[2].Should().Be("cat -n");
        all[3].Should().Contain("\"reason\":\"NonZeroExitCode\"").And.Contain("{\"reason\":\"ExitCode\",\"message\":\"7\"}");
    }

    [Fact]
    public async Task A_command_that_worked_is_told_as_success()
    {
        await using var node = await WithPodAsync();
        using var client = await ChannelClient.ConnectAsync(node.Handler, "/exec/default/web/web?command=true&output=1", V4, node.Token);

        var all = await client.ReadAllAsync(node.Token);

        all[3].Should().Be("{\"metadata\":{},\"status\":\"Success\"}");
    }

    [Fact]
    public async Task Sizes_of_the_terminal_reach_the_process()
    {
        await using var node = await WithPodAsync();
        using var client = await ChannelClient.ConnectAsync(node.Handler, "/exec/default/web/web?command=sh&output=1&tty=1", V5, node.Token);

        await client.SendAsync(4, "{\"Width\":101,\"Height\":33}", node.Token);
        await client.ReadAllAsync(node.Token);

        node.Streams.Sizes.Should().Equal(new TerminalSize(101, 33));
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public async Task Who_attaches_ends_the_input_of_a_container_that_takes_it_once_and_has_no_terminal(bool stdinOnce, bool tty, bool ends)
    {
        await using var node = new SimulatedNode();
        var pod = Pods.Make("web");
        (pod.Spec.Containers[0].Stdin, pod.Spec.Containers[0].StdinOnce, pod.Spec.Containers[0].Tty) = (true, stdinOnce, tty);
        await node.Api.CreateAsync(pod, node.Token);
        await node.PodAsync("web", created => created.IsReady());

        using var client = await ChannelClient.ConnectAsync(node.Handler, "/attach/default/web/web?input=1&output=1", V5, node.Token);
        await client.SendAsync([255, 0], node.Token);
        await client.ReadAllAsync(node.Token);

        node.Streams.EndingStdin.Should().Equal(ends);
    }

    [Theory]
    [InlineData("/exec/default/web/web?command=cat&input=1&output=1")]
    [InlineData("/attach/default/web/web?input=1&output=1")]
    public async Task A_caller_that_says_good_bye_is_answered(string path)
    {
        await using var node = await WithPodAsync();
        using var client = await ChannelClient.ConnectAsync(node.Handler, path, V4, node.Token);

        await client.SendAsync(0, "typed", node.Token);
        var state = await client.CloseAsync(node.Token);

        state.Should().Be(WebSocketState.Closed);
    }

    [Fact]
    public async Task A_forwarded_port_has_two_channels_that_begin_with_its_number()
    {
        await using var node = await WithPodAsync();
        using var client = await ChannelClient.ConnectAsync(node.Handler, "/portForward/default/web?port=8080", V4, node.Token);

        await client.SendAsync(0, "ping", node.Token);
        var all = await client.ReadAllAsync(node.Token);

        all[0].Should().Be("\u0090\u001fping");
        all[1].Should().Be("\u0090\u001f");
    }

    [Theory]
    [InlineData("/containerLogs/default/none/web", 404, "pod \"none\" not found")]
    [InlineData("/containerLogs/default/web/none", 400, "container none is not valid for pod web")]
    [InlineData("/containerLogs/default/web/web?previous=true", 400, "previous terminated container \"web\" in pod \"web\" not found")]
    [InlineData("/containerLogs/default/web/web?tailLines=many", 400, "tailLines")]
    [InlineData("/exec/default/web/web", 400, "command")]
    [InlineData("/exec/default/web/web?command=sh", 400, "Upgrade request required")]
    [InlineData("/nothing", 404, "404 page not found")]
    [InlineData("/healthz", 200, "ok")]
    [InlineData("/pods", 200, "\"kind\":\"PodList\"")]
    [InlineData("/metrics", 200, "kubelet_running_pods 1")]
    public async Task Requests_are_answered_in_the_words_that_users_know(string path, int status, string words)
    {
        await using var node = await WithPodAsync();
        using var invoker = new HttpMessageInvoker(node.Handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://node{path}"));

        using var response = await invoker.SendAsync(request, node.Token);

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync(node.Token)).Should().Contain(words);
    }

    private static async Task<SimulatedNode> WithPodAsync()
    {
        var node = new SimulatedNode();
        await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        await node.PodAsync("web", pod => pod.IsReady());
        return node;
    }
}
