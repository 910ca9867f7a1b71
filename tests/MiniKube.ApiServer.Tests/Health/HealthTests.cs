using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(serve: false);
        _client = _server.ConnectInProcess();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("/healthz", "ok")]
    [InlineData("/livez", "ok")]
    [InlineData("/readyz", "ok")]
    [InlineData("/livez/ping", "ok")]
    [InlineData("/readyz/etcd", "ok")]
    [InlineData("/livez?verbose", "[+]ping ok\n[+]etcd ok\nlivez check passed\n")]
    [InlineData("/readyz?verbose=true", "[+]ping ok\n[+]etcd ok\n[+]shutdown ok\nreadyz check passed\n")]
    [InlineData("/livez?verbose&exclude=etcd", "[+]ping ok\n[+]etcd excluded: ok\nlivez check passed\n")]
    [InlineData("/livez?verbose&exclude=x", "[+]ping ok\n[+]etcd ok\nwarn: some health checks cannot be excluded: no matches for \"x\"\nlivez check passed\n")]
    public async Task A_server_that_is_well_says_so(string path, string text)
    {
        using var response = await _client.GetAsync(path, Token);

        (await response.Content.ReadAsStringAsync(Token)).Should().Be(text);
        ((int)response.StatusCode).Should().Be(200);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
    }

    [Theory]
    [InlineData("/healthz", "[+]ping ok\n[-]etcd failed: reason withheld\n[+]shutdown ok\nhealthz check failed\n")]
    [InlineData("/livez", "[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed\n")]
    [InlineData("/livez/etcd", "internal server error: the disk is full\n")]
    public async Task A_server_that_is_not_well_says_which_check_failed(string path, string text)
    {
        _server.Store.Fault = "the disk is full";

        using var response = await _client.GetAsync(path, Token);

        (await response.Content.ReadAsStringAsync(Token)).Should().Be(text);
        ((int)response.StatusCode).Should().Be(500);
    }

    [Fact]
    public async Task A_check_that_is_not_there_is_not_found()
    {
        using var response = await _client.GetAsync("/livez/shutdown", Token);

        ((int)response.StatusCode).Should().Be(404);
    }
}
