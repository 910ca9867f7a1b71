using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Http;

public sealed class ShutdownTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_in_flight_is_let_finish(bool serve)
    {
        await using var server = await TestServer.StartAsync(serve);
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Endpoints.On("pods", async (context, _) =>
        {
            begun.SetResult();
            await gate.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("done", context.RequestAborted);
        });
        using var client = serve ? server.ConnectAsAdmin() : server.ConnectInProcess();
        var request = client.GetStringAsync("/api/v1/pods", Token);
        await begun.Task.WaitAsync(Token);

        var stop = server.Host.StopAsync(Token);
        gate.SetResult();

        (await request).Should().Be("done");
        await stop;
    }

    [Theory]
    [InlineData(true, "2.0")]
    [InlineData(true, "1.1")]
    [InlineData(false, "1.1")]
    public async Task A_watch_ends_cleanly_after_its_last_event(bool serve, string version)
    {
        await using var server = await TestServer.StartAsync(serve);
        server.Endpoints.On("pods", async (context, _) =>
        {
            await context.Response.WriteAsync("event\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = serve ? server.ConnectAsAdmin(Version.Parse(version)) : server.ConnectInProcess();
        using var response = await client.GetAsync("/api/v1/pods?watch=true", HttpCompletionOption.ResponseHeadersRead, Token);

        await server.Host.StopAsync(Token);

        (await response.Content.ReadAsStringAsync(Token)).Should().Be("event\n");
    }

    [Fact]
    public async Task What_does_not_finish_within_the_grace_time_is_cut()
    {
        await using var server = await TestServer.StartAsync(options => options with { StopGrace = TimeSpan.FromMilliseconds(50) });
        var begun = new TaskCompletionSource();
        server.Endpoints.On("pods", async (context, _) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = server.ConnectAsAdmin();
        var request = client.GetStringAsync("/api/v1/pods", Token);
        await begun.Task.WaitAsync(Token);

        await server.Host.StopAsync(Token);

        await FluentActions.Awaiting(() => request).Should().ThrowAsync<HttpRequestException>();
    }
}
