using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.InProcess;

public sealed class InProcessHandlerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_is_who_the_handler_was_made_for_whatever_its_headers_say()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        using var client = server.ConnectInProcess(UserInfo.Authenticated("system:kube-scheduler"));
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.Host.AdminToken);

        var answer = await client.GetStringAsync("/api/v1/namespaces/default/pods/p", Token);

        answer.Should().EndWith("as system:kube-scheduler");
        server.Host.Address.Should().BeNull();
    }

    [Fact]
    public async Task Authorization_is_not_skipped_in_process()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        using var client = server.ConnectInProcess(UserInfo.Authenticated("nobody"));

        using var response = await client.GetAsync("/api/v1/pods", Token);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Status_headers_and_bodies_pass_both_ways()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        server.Endpoints.On("pods", async (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers["X-Groups"] = context.Request.Headers["X-Group"];
            context.Response.ContentType = context.Request.ContentType;
            await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        using var client = server.ConnectInProcess();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/namespaces/default/pods")
        {
            Content = new StringContent("{\"ü\":1}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Group", ["a", "b"]);

        using var response = await client.SendAsync(request, Token);

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Headers.GetValues("X-Groups").Should().Equal("a", "b");
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json; charset=utf-8");
        (await response.Content.ReadAsStringAsync(Token)).Should().Be("{\"ü\":1}");
    }

    [Fact]
    public async Task A_body_that_writes_itself_is_pulled_as_the_server_reads()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        server.Endpoints.On("pods", async (context, _) => await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted));
        using var client = server.ConnectInProcess();
        var text = new string('x', 1_000_000);
        using var form = new MultipartFormDataContent { new StringContent(text) };

        using var response = await client.PostAsync("/api/v1/namespaces/default/pods", form, Token);

        (await response.Content.ReadAsStringAsync(Token)).Should().Contain(text);
    }

    [Fact]
    public async Task An_event_is_read_before_the_next_one_is_written()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        var next = new TaskCompletionSource();
        server.Endpoints.On("pods", async (context, _) =>
        {
            await context.Response.WriteAsync("first\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await next.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("second\n", context.RequestAborted);
        });
        using var client = server.ConnectInProcess();

        using var response = await client.GetAsync("/api/v1/pods?watch=true", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        (await reader.ReadLineAsync(Token)).Should().Be("first");
        next.SetResult();
        (await reader.ReadLineAsync(Token)).Should().Be("second");
        (await reader.ReadLineAsync(Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_writer_waits_for_a_reader_that_does_not_read()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        var written = 0;
        var waiting = new TaskCompletionSource();
        server.Endpoints.On("pods", async (context, _) =>
        {
            var chunk = new byte[16 * 1024];
            for (var i = 0; i < 1000; i++)
            {
                var write = context.Response.Body.WriteAsync(chunk, context.RequestAborted);
                if (!write.IsCompleted)
                {
                    waiting.TrySetResult();
                }

                await write;
                written += chunk.Length;
            }
        });
        using var client = server.ConnectInProcess();

        using var response = await client.GetAsync("/api/v1/pods?watch=true", HttpCompletionOption.ResponseHeadersRead, Token);
        await waiting.Task.WaitAsync(Token);

        written.Should().BeLessThan(512 * 1024);
        (await response.Content.ReadAsByteArrayAsync(Token)).Should().HaveCount(16 * 1024 * 1000);
    }

    [Fact]
    public async Task Disposing_the_answer_ends_the_request_at_the_server()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        var ended = new TaskCompletionSource();
        server.Endpoints.On("pods", async (context, _) =>
        {
            using var registration = context.RequestAborted.Register(ended.SetResult);
            await context.Response.StartAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = server.ConnectInProcess();
        var response = await client.GetAsync("/api/v1/pods?watch=true", HttpCompletionOption.ResponseHeadersRead, Token);

        response.Dispose();

        await ended.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Cancelling_before_the_headers_ends_the_request_at_the_server()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Endpoints.On("pods", async (context, _) =>
        {
            using var registration = context.RequestAborted.Register(ended.SetResult);
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = server.ConnectInProcess();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var request = client.GetAsync("/api/v1/pods", cancel.Token);
        await begun.Task.WaitAsync(Token);

        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => request).Should().ThrowAsync<OperationCanceledException>();
        await ended.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_taken_for_a_whole_one()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        server.Endpoints.On("pods", async (context, _) =>
        {
            await context.Response.WriteAsync("half", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            throw new InvalidOperationException("broken");
        });
        using var client = server.ConnectInProcess();

        using var response = await client.GetAsync("/api/v1/pods", HttpCompletionOption.ResponseHeadersRead, Token);

        await FluentActions.Awaiting(() => response.Content.ReadAsStringAsync(Token)).Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task A_web_socket_works_in_process()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        server.Endpoints.On("nodes", async (context, _) =>
        {
            var stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
            var buffer = new byte[1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            }
        });
        using var invoker = new HttpMessageInvoker(server.Host.CreateInProcessHandler(UserInfo.Authenticated("a", UserInfo.MastersGroup)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://in-process/api/v1/nodes/n1");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");

        using var response = await invoker.SendAsync(request, Token);
        var echo = await response.Content.ReadAsStreamAsync(Token);
        await echo.WriteAsync("hello"u8.ToArray(), Token);
        var answer = new byte[5];
        await echo.ReadExactlyAsync(answer, Token);

        response.StatusCode.Should().Be(HttpStatusCode.SwitchingProtocols);
        answer.Should().Equal("hello"u8.ToArray());
    }

    [Fact]
    public async Task A_stopped_server_refuses_connections()
    {
        var server = await TestServer.StartAsync(serve: false);
        using var client = server.ConnectInProcess();
        await server.DisposeAsync();

        await FluentActions.Awaiting(() => client.GetStringAsync("/version", Token)).Should().ThrowAsync<HttpRequestException>();
    }
}
