using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Http;

public sealed class BadInputTests(ContainerdCluster cluster) : IAsyncLifetime
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Strategic = "application/strategic-merge-patch+json";

    private RawApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{\"metadata\":{\"name\":\"x\"}} trailing", "application/json")]
    [InlineData("a: [b", "application/yaml")]
    [InlineData("a: &a [*a,*a]", "application/yaml")]
    public async Task A_broken_body_is_a_bad_request(string body, string contentType) =>
        (await _api.SendAsync(HttpMethod.Post, ConfigMaps, Token, body, contentType)).MustBeStatus(400, "BadRequest");

    [Fact]
    public async Task A_value_of_the_wrong_type_is_named()
    {
        var body = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":"three"}}""";

        var answer = await _api.SendAsync(HttpMethod.Post, "/apis/apps/v1/namespaces/default/deployments", Token, body);

        answer.MustBeStatus(400, "BadRequest", "replicas");
    }

    [Fact]
    public async Task Unknown_and_duplicate_fields_are_refused_warned_about_or_ignored_as_asked()
    {
        const string Body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"fields"},"datta":{},"data":{"a":"1"},"data":{"a":"2"}}""";

        (await _api.SendAsync(HttpMethod.Post, ConfigMaps + "?dryRun=All&fieldValidation=Strict", Token, Body))
            .MustBeStatus(400, "BadRequest", "unknown field \"datta\"");
        var warned = await _api.SendAsync(HttpMethod.Post, ConfigMaps + "?dryRun=All&fieldValidation=Warn", Token, Body);
        warned.Code.Should().Be(201, warned.Body);
        warned.Warnings.Should().Contain(text => text.StartsWith("299 - \"unknown field \\\"datta\\\"\"", StringComparison.Ordinal))
            .And.Contain(text => text.Contains("duplicate field", StringComparison.Ordinal));
        var ignored = await _api.SendAsync(HttpMethod.Post, ConfigMaps + "?dryRun=All&fieldValidation=Ignore", Token, Body);
        ignored.Code.Should().Be(201, ignored.Body);
        ignored.Warnings.Should().BeEmpty();
        (await _api.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldValidation=Sometimes", Token, Body)).MustBeStatus(422, "Invalid", "fieldValidation");
    }

    [Fact]
    public async Task A_content_type_nobody_reads_is_unsupported()
    {
        (await _api.SendAsync(HttpMethod.Post, ConfigMaps, Token, "<x/>", "text/xml")).MustBeStatus(415, "UnsupportedMediaType", "application/json");
        (await _api.SendAsync(HttpMethod.Patch, ConfigMaps + "/kube-root-ca.crt", Token, "{}")).MustBeStatus(
            415, "UnsupportedMediaType", "application/merge-patch+json");
    }

    [Fact]
    public async Task Too_large_a_body_is_refused_and_the_server_goes_on()
    {
        var body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"big"},"data":{"a":"@"}}""".Replace("@", new string('x', 4 << 20), StringComparison.Ordinal);

        (await _api.SendAsync(HttpMethod.Post, ConfigMaps, Token, body)).MustBeStatus(413, "RequestEntityTooLarge");
        (await _api.SendAsync(HttpMethod.Get, "/readyz", Token)).Body.Should().Be("ok");
    }

    [Theory]
    [InlineData("Not_A_Name")]
    [InlineData("-x")]
    [InlineData("a..b")]
    public async Task A_name_that_is_no_dns_name_is_invalid(string name)
    {
        var body = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"}}""";

        var answer = await _api.SendAsync(HttpMethod.Post, ConfigMaps, Token, body);

        answer.MustBeStatus(422, "Invalid", "lowercase RFC 1123 subdomain");
        answer.Json["details"]!["causes"]![0]!["field"]!.GetValue<string>().Should().Be("metadata.name");
    }

    [Fact]
    public async Task An_immutable_field_stays()
    {
        const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
        var deployment = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"fixed"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},
             "template":{"metadata":{"labels":{"a":"b","c":"d"}},"spec":{"containers":[{"name":"x","image":"x"}]}}}}
            """;
        (await _api.SendAsync(HttpMethod.Post, Deployments, Token, deployment)).Code.Should().Be(201);

        var answer = await _api.SendAsync(
            HttpMethod.Patch, Deployments + "/fixed", Token, """{"spec":{"selector":{"matchLabels":{"c":"d"}}}}""", Strategic);

        answer.MustBeStatus(422, "Invalid", "field is immutable");
        (await _api.SendAsync(HttpMethod.Delete, Deployments + "/fixed", Token)).Code.Should().Be(200);
    }

    [Fact]
    public async Task A_stale_resource_version_is_a_conflict()
    {
        var created = await _api.SendAsync(HttpMethod.Post, ConfigMaps, Token, """{"metadata":{"name":"stale"},"data":{"a":"1"}}""");
        created.Code.Should().Be(201, created.Body);
        (await _api.SendAsync(HttpMethod.Patch, ConfigMaps + "/stale", Token, """{"data":{"a":"2"}}""", Strategic)).Code.Should().Be(200);

        var answer = await _api.SendAsync(HttpMethod.Put, ConfigMaps + "/stale", Token, created.Body);

        answer.MustBeStatus(409, "Conflict", "the object has been modified; please apply your changes to the latest version and try again");
        (await _api.SendAsync(HttpMethod.Delete, ConfigMaps + "/stale", Token)).Code.Should().Be(200);
    }

    [Fact]
    public async Task What_is_not_served_is_not_found_and_what_is_not_allowed_says_so()
    {
        (await _api.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/nonsenses", Token))
            .MustBeStatus(404, "NotFound", "the server could not find the requested resource");
        (await _api.SendAsync(HttpMethod.Get, ConfigMaps + "/nothing", Token)).MustBeStatus(404, "NotFound", "configmaps \"nothing\" not found");
        (await _api.SendAsync(HttpMethod.Post, ConfigMaps + "/nothing", Token, "{}")).Code.Should().Be(405);
        (await _api.SendAsync(HttpMethod.Get, "/apis/no.such.group/v1/things", Token)).Body.Trim().Should().Be("404 page not found");
    }

    public async ValueTask InitializeAsync() => _api = await cluster.ConnectAsync(Token);

    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        return ValueTask.CompletedTask;
    }
}
