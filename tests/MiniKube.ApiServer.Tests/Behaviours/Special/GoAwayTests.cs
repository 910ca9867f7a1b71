using System.Net;
using System.Net.Sockets;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class GoAwayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2.0", 1.0, 3)]
    [InlineData("2.0", 0.0, 1)]
    [InlineData("1.1", 1.0, 1)]
    public async Task By_chance_an_http2_client_connects_anew_and_an_older_one_never(string version, double chance, int connections)
    {
        await using var server = await TestServer.StartAsync(options => options with { GoAwayChance = chance });
        var opened = 0;
        using var handler = server.TlsHandler(server.Host.Certificates.Admin);
        handler.ConnectCallback = async (context, cancellation) =>
        {
            Interlocked.Increment(ref opened);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        };
        using var http = new HttpClient(handler)
        {
            BaseAddress = server.Host.Address,
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        for (var i = 0; i < 3; i++)
        {
            using var answer = await http.GetAsync("/api/v1/namespaces/default/pods/p", Token);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            answer.Version.Should().Be(Version.Parse(version));
        }

        opened.Should().Be(connections);
    }

    [Fact]
    public async Task What_is_under_way_goes_on_when_its_connection_takes_no_more()
    {
        await using var server = await TestServer.StartAsync(options => options with { GoAwayChance = 1 });
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Endpoints.On("pods", async (context, _) =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await release.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync("whole"u8.ToArray(), context.RequestAborted);
        });
        using var handler = server.TlsHandler(server.Host.Certificates.Admin);
        handler.EnableMultipleHttp2Connections = true;
        using var http = new HttpClient(handler)
        {
            BaseAddress = server.Host.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var slow = await http.GetAsync("/api/v1/namespaces/default/pods/p", HttpCompletionOption.ResponseHeadersRead, Token);
        using var others = server.ConnectAsAdmin();
        using var other = await others.GetAsync("/api/v1/namespaces/default/secrets/s", Token);
        release.SetResult();

        other.StatusCode.Should().Be(HttpStatusCode.OK);
        (await slow.Content.ReadAsStringAsync(Token)).Should().Be("whole");
    }
}
