using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.KubeletProxy;

public sealed class PodProxyTests : IAsyncLifetime
{
    private const string Log = "/api/v1/namespaces/n/pods/p/log";
    private const string Exec = "/api/v1/namespaces/n/pods/p/exec";

    private TestServer _server = null!;
    private FakeKubelet _kubelet = null!;
    private string _pod = Pod("n1", "Running", "main");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _kubelet = await FakeKubelet.StartAsync(_server.Host.Certificates.KubeletServing("n1", [IPAddress.Loopback]), Token);
        _server.Endpoints.On("pods", (context, _) => Answer.BytesAsync(context, 200, Answer.Json, Encoding.UTF8.GetBytes(_pod)));
        _server.Endpoints.On("nodes", (context, _) => Answer.BytesAsync(context, 200, Answer.Json, Encoding.UTF8.GetBytes(Node(_kubelet.Port))));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _kubelet.DisposeAsync();
    }

    [Fact]
    public async Task A_log_comes_from_the_kubelet_of_the_pods_node()
    {
        using var client = _server.ConnectAsAdmin();

        using var response = await client.GetAsync($"{Log}?follow=true&tailLines=5&timestamps=1&previous=false&sinceTime=2026-11-24T00:00:00Z", Token);

        (await response.Content.ReadAsStringAsync(Token)).Should().Be("a line\n");
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        _kubelet.Requests.Should().ContainSingle().Which.Should().Be(
            ("/containerLogs/n/p/main?follow=true&timestamps=true&tailLines=5&sinceTime=2026-11-24T00%3A00%3A00Z", "kube-apiserver-kubelet-client"));
    }

    [Fact]
    public async Task A_followed_log_comes_line_by_line()
    {
        var next = new TaskCompletionSource();
        _kubelet.Answer = async context =>
        {
            await context.Response.WriteAsync("one\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await next.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("two\n", context.RequestAborted);
        };
        using var client = _server.ConnectAsAdmin();

        using var response = await client.GetAsync($"{Log}?follow=true", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        (await reader.ReadLineAsync(Token)).Should().Be("one");
        next.SetResult();
        (await reader.ReadLineAsync(Token)).Should().Be("two");
        (await reader.ReadLineAsync(Token)).Should().BeNull();
    }

    [Fact]
    public async Task Among_several_containers_one_must_be_named()
    {
        _pod = Pod("n1", "Running", "a", "b");

        (await RefusalAsync(Log)).Should().Be((400, "a container name must be specified for pod p, choose one of: [a b] or one of the init containers: [init]"));
        (await RefusalAsync($"{Log}?container=c")).Should().Be((400, "container c is not valid for pod p"));
        using var client = _server.ConnectAsAdmin();
        (await client.GetStringAsync($"{Log}?container=init", Token)).Should().Be("a line\n");
    }

    [Theory]
    [InlineData("tailLines=-1", 422)]
    [InlineData("limitBytes=0", 422)]
    [InlineData("sinceSeconds=0", 422)]
    [InlineData("sinceSeconds=1&sinceTime=2026-11-24T00:00:00Z", 422)]
    [InlineData("sinceTime=yesterday", 400)]
    [InlineData("tailLines=many", 400)]
    public async Task A_senseless_question_is_refused_before_the_kubelet_hears_of_it(string query, int code)
    {
        (await RefusalAsync($"{Log}?{query}")).Code.Should().Be(code);

        _kubelet.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("", WebSocketMessageType.Binary, "a line\n")]
    [InlineData("binary.k8s.io", WebSocketMessageType.Binary, "a line\n")]
    [InlineData("base64.binary.k8s.io", WebSocketMessageType.Text, "YSBsaW5lCg==")]
    public async Task A_log_comes_by_WebSocket_too(string protocol, WebSocketMessageType kind, string said)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Accept", "*/*");
        if (protocol.Length > 0)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        await socket.ConnectAsync(LogSocket, new HttpMessageInvoker(_server.TlsHandler(_server.Host.Certificates.Admin)), Token);
        var (first, log, end) = (await ReadAsync(socket), await ReadAsync(socket), await ReadAsync(socket));

        first.Should().Be((kind, ""));
        log.Should().Be((kind, said));
        end.Kind.Should().Be(WebSocketMessageType.Close);
        (socket.SubProtocol ?? "").Should().Be(protocol);
    }

    [Fact]
    public async Task A_log_by_another_protocol_is_refused()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("v4.channel.k8s.io");

        var act = () => socket.ConnectAsync(LogSocket, new HttpMessageInvoker(_server.TlsHandler(_server.Host.Certificates.Admin)), Token);

        await act.Should().ThrowAsync<WebSocketException>().WithMessage("*'400'*");
    }

    private Uri LogSocket => new UriBuilder(new Uri(_server.Host.Address!, Log)) { Scheme = "wss" }.Uri;

    private static async Task<(WebSocketMessageType Kind, string Text)> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[1024];
        var read = await socket.ReceiveAsync(buffer.AsMemory(), Token);
        return (read.MessageType, Encoding.UTF8.GetString(buffer, 0, read.Count));
    }

    [Fact]
    public async Task A_pod_without_a_node_has_an_empty_log_and_no_streams()
    {
        _pod = Pod("", "Pending", "main");
        using var client = _server.ConnectAsAdmin();

        (await client.GetStringAsync(Log, Token)).Should().BeEmpty();
        (await UpgradeAsync(Exec)).Response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_the_kubelet_refuses_is_refused_in_its_words()
    {
        _kubelet.Answer = async context =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("container \"main\" in pod \"p\" is waiting to start: ContainerCreating", context.RequestAborted);
        };

        (await RefusalAsync(Log)).Should().Be((400, "container \"main\" in pod \"p\" is waiting to start: ContainerCreating"));
    }

    [Fact]
    public async Task A_kubelet_that_is_gone_is_told_of()
    {
        await _kubelet.DisposeAsync();

        var (code, message) = await RefusalAsync(Log);

        code.Should().Be(500);
        message.Should().Contain("cannot reach the kubelet of node \"n1\"");
    }

    [Fact]
    public async Task A_kubelet_with_another_nodes_certificate_is_not_trusted()
    {
        await using var impostor = await FakeKubelet.StartAsync(_server.Host.Certificates.KubeletServing("n2", [IPAddress.Loopback]), Token);
        _server.Endpoints.On("nodes", (context, _) => Answer.BytesAsync(context, 200, Answer.Json, Encoding.UTF8.GetBytes(Node(impostor.Port))));

        (await RefusalAsync(Log)).Code.Should().Be(500);
        impostor.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("exec?command=sh&command=-c&command=echo%20a&stdin=true&stdout=true&tty=false", "/exec/n/p/main?input=1&output=1&command=sh&command=-c&command=echo%20a")]
    [InlineData("attach?stdout=1&stderr=1&container=main", "/attach/n/p/main?output=1&error=1")]
    [InlineData("portforward?ports=80&ports=443", "/portForward/n/p?port=80&port=443")]
    public async Task A_stream_is_passed_on_unread(string asked, string target)
    {
        var (response, stream) = await UpgradeAsync($"/api/v1/namespaces/n/pods/p/{asked}");
        var sent = new byte[100_000];
        new Random(1).NextBytes(sent);

        var writing = stream!.WriteAsync(sent, Token);
        var received = new byte[sent.Length];
        await stream.ReadExactlyAsync(received, Token);
        await writing;

        received.Should().Equal(sent);
        response.Headers.GetValues("Sec-WebSocket-Protocol").Should().Equal("v5.channel.k8s.io");
        _kubelet.Requests.Should().ContainSingle().Which.Target.Should().Be(target);
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_ends_on_both_sides_when_the_client_goes()
    {
        var ended = new TaskCompletionSource();
        _kubelet.Answer = async context =>
        {
            await using var stream = await context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>()!.UpgradeAsync();
            try
            {
                while (await stream.ReadAsync(new byte[10], context.RequestAborted) > 0)
                {
                }
            }
            catch (IOException)
            {
            }

            ended.SetResult();
        };
        var (response, _) = await UpgradeAsync(Exec + "?command=sh");

        response.Dispose();

        await ended.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Exec_into_a_finished_pod_is_refused()
    {
        _pod = Pod("n1", "Succeeded", "main");

        var (response, _) = await UpgradeAsync(Exec);

        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("cannot exec into a container in a completed pod; current phase is Succeeded");
    }

    [Fact]
    public async Task Exec_without_an_upgrade_is_refused()
    {
        (await RefusalAsync($"{Exec}?command=ls")).Code.Should().Be(400);
    }

    private async Task<(int Code, string Message)> RefusalAsync(string path)
    {
        using var client = _server.ConnectAsAdmin();
        using var response = await client.GetAsync(path, Token);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["message"]!.GetValue<string>());
    }

    private async Task<(HttpResponseMessage Response, Stream? Stream)> UpgradeAsync(string path)
    {
        var client = _server.ConnectAsAdmin(HttpVersion.Version11);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = HttpVersion.Version11 };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", "v5.channel.k8s.io");
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        return (response, response.StatusCode == HttpStatusCode.SwitchingProtocols ? await response.Content.ReadAsStreamAsync(Token) : null);
    }

    private static string Node(int port) => new JsonObject
    {
        ["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(
                new JsonObject { ["type"] = "Hostname", ["address"] = "n1" },
                new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }),
            ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = port } },
        },
    }.ToJsonString();

    private static string Pod(string node, string phase, params string[] containers) => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "p" },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = node,
            ["containers"] = new JsonArray([.. containers.Select(name => new JsonObject { ["name"] = name })]),
            ["initContainers"] = new JsonArray(new JsonObject { ["name"] = "init" }),
        },
        ["status"] = new JsonObject { ["phase"] = phase },
    }.ToJsonString();
}
