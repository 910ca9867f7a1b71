using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Http;

/// <summary>What a client may not do to the server's sockets.</summary>
public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_head_that_does_not_come_to_an_end_is_given_up()
    {
        await using var server = await TestServer.StartAsync(options => options with { HeadersTimeout = TimeSpan.FromSeconds(1) });
        await using var connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ");

        (await connection.ReadToEndAsync()).Should().StartWith("HTTP/1.1 408 ");
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up()
    {
        await using var server = await StartReadingAsync();
        await using var connection = await RawConnection.OpenAsync(server, certificate: server.Host.Certificates.Admin.ToCertificate());

        await connection.SendAsync("POST /api/v1/namespaces/x/pods HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");

        (await connection.ReadToEndAsync()).Should().StartWith("HTTP/1.1 408 ");
    }

    [Theory]
    [InlineData(20_000, "HTTP/1.1 200 ")]
    [InlineData(70_000, "HTTP/1.1 414 ")]
    public async Task A_path_with_its_query_may_be_long_but_not_endless(int length, string answer)
    {
        await using var server = await TestServer.StartAsync();
        await using var connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync($"GET /healthz?q={new string('a', length)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        (await connection.ReadToEndAsync()).Should().StartWith(answer);
    }

    [Fact]
    public async Task Headers_are_bounded_together()
    {
        await using var server = await TestServer.StartAsync();
        await using var connection = await RawConnection.OpenAsync(server);
        var headers = string.Concat(Enumerable.Range(0, 70).Select(index => $"X-{index}: {new string('a', 1000)}\r\n"));

        await connection.SendAsync($"GET /healthz HTTP/1.1\r\nHost: x\r\n{headers}\r\n");

        (await connection.ReadToEndAsync()).Should().StartWith("HTTP/1.1 431 ");
    }

    [Fact]
    public async Task A_body_is_bounded_whether_its_length_is_told_or_not()
    {
        await using var server = await StartReadingAsync();
        using var client = server.ConnectAsAdmin();
        using var told = new ByteArrayContent(new byte[(3 * 1024 * 1024) + 1]);
        using var untold = new StreamContent(new EndlessZeros());

        foreach (var content in (HttpContent[])[told, untold])
        {
            using var answer = await client.PostAsync(new Uri("/api/v1/namespaces/x/pods", UriKind.Relative), content, Token);

            ((int)answer.StatusCode).Should().Be(413);
            (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("Request entity too large: limit is 3145728");
        }
    }

    [Theory]
    [InlineData("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /healthz\0 HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task What_two_readers_could_read_in_two_ways_is_refused(string request)
    {
        await using var server = await TestServer.StartAsync();
        await using var connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync(request);

        (await connection.ReadToEndAsync()).Should().StartWith("HTTP/1.1 400 ");
    }

    [Fact]
    public async Task A_body_with_two_lengths_ends_its_connection_so_that_nothing_is_smuggled_behind_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var connection = await RawConnection.OpenAsync(server);

        await connection.SendAsync("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /version HTTP/1.1\r\nHost: x\r\n\r\n");

        (await connection.ReadToEndAsync()).Split("HTTP/1.1 ").Should().HaveCount(2);
    }

    private static async Task<TestServer> StartReadingAsync()
    {
        var server = await TestServer.StartAsync(options => options with { SlowBodyGrace = TimeSpan.FromSeconds(2) });
        server.Endpoints.On("pods", async (context, _) =>
        {
            await RequestBody.ReadAsync(context, context.RequestAborted);
            await Answer.TextAsync(context, StatusCodes.Status200OK, "read");
        });
        return server;
    }

    private sealed class EndlessZeros : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override int Read(Span<byte> buffer) => buffer.Length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(buffer.Length);

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var zeros = new byte[64 * 1024];
            while (true)
            {
                await destination.WriteAsync(zeros, cancellationToken);
            }
        }
    }
}
