using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Discovery;

public sealed class OpenApiTests : IAsyncLifetime
{
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

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

    [Fact]
    public async Task The_index_leads_to_every_document_which_may_then_be_kept_for_ever()
    {
        var index = JsonNode.Parse(await _client.GetStringAsync("/openapi/v3", Token))!["paths"]!.AsObject();
        var apps = index["apis/apps/v1"]!["serverRelativeURL"]!.GetValue<string>();

        using var response = await _client.GetAsync(apps, Token);

        index.ContainsKey("api/v1").Should().BeTrue();
        apps.Should().StartWith("/openapi/v3/apis/apps/v1?hash=");
        response.Headers.CacheControl!.Public.Should().BeTrue();
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("io.k8s.api.apps.v1.Deployment");
    }

    [Fact]
    public async Task An_old_hash_leads_to_the_new_one()
    {
        using var response = await _client.GetAsync("/openapi/v3/apis/apps/v1?hash=OLD", Token);

        response.StatusCode.Should().Be(HttpStatusCode.MovedPermanently);
        response.Headers.Location!.OriginalString.Should().MatchRegex(@"^/openapi/v3/apis/apps/v1\?hash=[0-9A-F]{64}$");
    }

    [Theory]
    [InlineData("/openapi/v3/apis/nothing/v1")]
    [InlineData("/openapi/v3/apis/apps/v9")]
    [InlineData("/openapi/v3/nothing")]
    public async Task What_is_not_served_is_not_described(string path)
    {
        (await _client.GetAsync(path, Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_whole_is_sent_compressed_to_those_who_take_it_and_once_only()
    {
        using var plain = await _client.GetAsync("/openapi/v2", Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using var compressed = await _client.SendAsync(request, Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2");
        again.Headers.IfNoneMatch.Add(plain.Headers.ETag!);

        compressed.Content.Headers.ContentEncoding.Should().Equal("gzip");
        await using var gzip = new GZipStream(await compressed.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        (await reader.ReadToEndAsync(Token)).Should().Be(await plain.Content.ReadAsStringAsync(Token)).And.StartWith("{\"swagger\":\"2.0\"");
        (await _client.SendAsync(again, Token)).StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData(Protobuf, HttpStatusCode.OK, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")]
    [InlineData("application/json", HttpStatusCode.OK, "application/json")]
    [InlineData("*/*", HttpStatusCode.OK, "application/json")]
    [InlineData("text/html", HttpStatusCode.NotAcceptable, "application/json")]
    public async Task A_client_gets_the_form_that_it_reads(string accept, HttpStatusCode code, string contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var response = await _client.SendAsync(request, Token);

        response.StatusCode.Should().Be(code);
        response.Content.Headers.ContentType!.MediaType.Should().Be(contentType);
    }
}
