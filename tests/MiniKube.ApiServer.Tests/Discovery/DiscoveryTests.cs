using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Discovery;

public sealed class DiscoveryTests : IAsyncLifetime
{
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

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
    [InlineData("/api", "APIVersions")]
    [InlineData("/api/", "APIVersions")]
    [InlineData("/apis", "APIGroupList")]
    [InlineData("/apis/apps", "APIGroup")]
    [InlineData("/apis/apps/", "APIGroup")]
    [InlineData("/apis/apps/v1", "APIResourceList")]
    [InlineData("/apis/apps/v1/", "APIResourceList")]
    [InlineData("/api/v1", "APIResourceList")]
    public async Task Each_level_has_its_document(string path, string kind)
    {
        using var response = await _client.GetAsync(path, Token);

        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["kind"]!.GetValue<string>().Should().Be(kind);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/apis")]
    public async Task Everything_comes_in_one_document_when_asked_for(string path)
    {
        using var response = await SendAsync(path, Aggregated, null);

        response.Content.Headers.ContentType!.ToString().Should().Be("application/json; g=apidiscovery.k8s.io; v=v2; as=APIGroupDiscoveryList");
        response.Headers.Vary.Should().Contain("Accept");
        var document = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        document["kind"]!.GetValue<string>().Should().Be("APIGroupDiscoveryList");
        document["items"]!.AsArray().Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("application/json", false)]
    [InlineData("application/json,application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", false)]
    [InlineData("application/vnd.kubernetes.protobuf, */*", false)]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v3;as=APIGroupDiscoveryList,application/json", false)]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", true)]
    public async Task What_a_client_accepts_first_decides_the_form(string accept, bool isAggregated)
    {
        using var response = await SendAsync("/apis", accept, null);

        (await response.Content.ReadAsStringAsync(Token)).Contains("APIGroupDiscoveryList").Should().Be(isAggregated);
    }

    [Fact]
    public async Task A_client_that_has_the_document_is_not_sent_it_again()
    {
        using var first = await SendAsync("/apis", Aggregated, null);
        var tag = first.Headers.ETag!;

        using var second = await SendAsync("/apis", Aggregated, tag);
        using var other = await SendAsync("/apis", Aggregated, new EntityTagHeaderValue("\"other\""));

        tag.IsWeak.Should().BeFalse();
        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync(Token)).Should().BeEmpty();
        other.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/apis/nothing.example", "404 page not found\n")]
    [InlineData("/apis/nothing.example/v1", "404 page not found\n")]
    [InlineData("/apis/apps/v9", "the server could not find the requested resource")]
    [InlineData("/api/v2", "the server could not find the requested resource")]
    public async Task What_is_not_served_is_not_found(string path, string text)
    {
        using var response = await _client.GetAsync(path, Token);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain(text);
    }

    [Fact]
    public async Task The_version_is_spoken_in_upstreams_form()
    {
        var version = JsonNode.Parse(await _client.GetStringAsync("/version", Token))!;

        version["major"]!.GetValue<string>().Should().Be("1");
        version["minor"]!.GetValue<string>().Should().Be("34");
        version["gitVersion"]!.GetValue<string>().Should().MatchRegex(@"^v1\.34\.\d+$");
        version["gitCommit"]!.GetValue<string>().Should().MatchRegex("^[0-9a-f]{40}$");
        version["platform"]!.GetValue<string>().Should().MatchRegex("^linux/(amd64|arm64)$");
    }

    [Fact]
    public async Task The_root_lists_the_paths()
    {
        var paths = JsonNode.Parse(await _client.GetStringAsync("/", Token))!["paths"]!.AsArray().Select(path => path!.GetValue<string>());

        paths.Should().Contain(["/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/healthz", "/metrics", "/version"]);
    }

    [Fact]
    public async Task The_issuer_of_service_account_tokens_says_how_they_are_checked()
    {
        var configuration = JsonNode.Parse(await _client.GetStringAsync("/.well-known/openid-configuration", Token))!;
        var keys = JsonNode.Parse(await _client.GetStringAsync("/openid/v1/jwks", Token))!["keys"]!.AsArray();

        configuration["issuer"]!.GetValue<string>().Should().Be("https://kubernetes.default.svc.cluster.local");
        configuration["jwks_uri"]!.GetValue<string>().Should().EndWith("/openid/v1/jwks");
        keys.Single()!["crv"]!.GetValue<string>().Should().Be("P-256");
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string accept, EntityTagHeaderValue? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (tag is not null)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }

        return await _client.SendAsync(request, Token);
    }
}
