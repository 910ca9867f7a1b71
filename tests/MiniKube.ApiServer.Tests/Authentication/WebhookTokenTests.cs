using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authentication;

/// <summary>A webhook that says whose tokens are, over TLS.</summary>
public sealed class WebhookTokenTests : IAsyncLifetime
{
    private const string Pod = "/api/v1/namespaces/default/pods/p";

    private readonly string _directory = Directory.CreateTempSubdirectory("tokens").FullName;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private ReviewWebhookServer _webhook = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _webhook = await ReviewWebhookServer.StartAsync(_time, Token);
        _webhook.Answer = spec => spec["token"]!.GetValue<string>() == "good"
            ? JsonNode.Parse("""{"authenticated":true,"user":{"username":"alice","uid":"7","groups":["system:masters"],"extra":{"acme.com/Team":["x","y"]}}}""")
            : JsonNode.Parse("""{"authenticated":false,"error":"no"}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _webhook.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_webhook_names_the_user_and_is_shown_who_asks()
    {
        await using var server = await StartAsync(_webhook.WriteKubeconfig(_directory));

        (await AskAsync(server, "good")).Should().EndWith("as alice");
        (await AskAsync(server, "bad")).Should().Be("401");
        _webhook.Callers.Should().OnlyContain(caller => caller == "POST /review  Bearer t0ken");
        _webhook.Reviews.First().ToJsonString().Should().Be(
            """{"apiVersion":"authentication.k8s.io/v1beta1","kind":"TokenReview","metadata":{"creationTimestamp":null},"spec":{"token":"good","audiences":["https://kubernetes.default.svc.cluster.local"]}}""");
    }

    [Fact]
    public async Task A_client_certificate_is_shown_where_the_file_has_one()
    {
        using var certificates = ClusterCertificates.Open(new ApiServerOptions(), TimeProvider.System, new SeededRandomSource(8));
        var pair = certificates.IssueClient("api-server", []);
        await File.WriteAllTextAsync(Path.Combine(_directory, "c.crt"), pair.CertificatePem, Token);
        await File.WriteAllTextAsync(Path.Combine(_directory, "c.key"), pair.PrivateKeyPem, Token);
        await using var server = await StartAsync(_webhook.WriteKubeconfig(_directory, user: """{"client-certificate":"c.crt","client-key":"c.key"}"""));

        await AskAsync(server, "good");

        _webhook.Callers.Should().Equal("POST /review api-server ");
    }

    [Fact]
    public async Task An_answer_is_kept_for_two_minutes()
    {
        await using var server = await StartAsync(_webhook.WriteKubeconfig(_directory));
        await AskAsync(server, "good");
        await AskAsync(server, "bad");
        _webhook.Answer = _ => JsonNode.Parse("""{"authenticated":false}""");

        (await AskAsync(server, "good")).Should().EndWith("as alice");
        (await AskAsync(server, "bad")).Should().Be("401");
        _webhook.Reviews.Should().HaveCount(2);
        _time.Advance(TimeSpan.FromMinutes(2));

        (await AskAsync(server, "good")).Should().Be("401");
        _webhook.Reviews.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("""{"authenticated":true,"user":{"username":""}}""")]
    [InlineData("""{"authenticated":true}""")]
    [InlineData("""{"authenticated":"true","user":{"username":"alice","groups":["system:masters"]}}""")]
    [InlineData("""{"authenticated":true,"audiences":["other"],"user":{"username":"alice","groups":["system:masters"]}}""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    public async Task An_answer_that_does_not_say_yes_is_a_no(string status)
    {
        _webhook.Answer = _ => JsonNode.Parse(status);
        await using var server = await StartAsync(_webhook.WriteKubeconfig(_directory));

        (await AskAsync(server, "good")).Should().Be("401");
    }

    [Fact]
    public async Task A_token_review_of_ours_asks_the_webhook_for_the_audiences_it_was_asked_for()
    {
        await using var webhook = await ReviewWebhookServer.StartAsync(new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero)), Token);
        webhook.Answer = spec => JsonNode.Parse("""{"authenticated":true,"audiences":["vault"],"user":{"username":"alice"}}""");
        await using var cluster = await ApiCluster.StartAsync(options => options with
        {
            Authentication = new() { WebhookTokens = new() { KubeconfigFile = webhook.WriteKubeconfig(_directory), Version = "v1" } },
        });

        var answer = await cluster.PostAsync(
            "/apis/authentication.k8s.io/v1/tokenreviews", """{"spec":{"token":"x","audiences":["vault","other"]}}""");

        answer.Json["status"]!.ToJsonString().Should().Be(
            """{"authenticated":true,"user":{"username":"alice","groups":["system:authenticated"]},"audiences":["vault"]}""");
        webhook.Reviews.Single()["spec"]!["audiences"]!.ToJsonString().Should().Be("""["vault","other"]""");
    }

    [Fact]
    public async Task A_webhook_that_is_not_well_is_asked_again_and_its_failure_is_not_kept()
    {
        await using var server = await StartAsync(_webhook.WriteKubeconfig(_directory), TimeProvider.System);
        _webhook.Code = 500;

        (await AskAsync(server, "good")).Should().Be("401");
        _webhook.Reviews.Should().HaveCount(3);
        _webhook.Code = null;

        (await AskAsync(server, "good")).Should().EndWith("as alice");
    }

    [Fact]
    public async Task A_webhook_that_another_authority_vouches_for_is_not_asked()
    {
        using var others = ClusterCertificates.Open(new ApiServerOptions(), TimeProvider.System, new SeededRandomSource(8));
        await using var server = await StartAsync(_webhook.WriteKubeconfig(_directory, others.AuthorityPem), TimeProvider.System);

        (await AskAsync(server, "good")).Should().Be("401");
        _webhook.Reviews.Should().BeEmpty();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("apiVersion: v1\nkind: Config")]
    [InlineData("clusters: [{name: a, cluster: {server: 'http://a.example'}}]\ncontexts: [{name: a, context: {cluster: a}}]")]
    [InlineData("clusters: [{name: a, cluster: {server: 'https://a.example'}}]\nusers: [{name: u, user: {exec: {command: x}}}]\ncontexts: [{name: a, context: {cluster: a, user: u}}]")]
    [InlineData("clusters: [{name: a, cluster: {server: 'https://a.example', certificate-authority: missing.crt}}]\ncontexts: [{name: a, context: {cluster: a}}]")]
    [InlineData("clusters: [{name: a, cluster: {server: 'https://a.example', certificate-authority-data: '%%%'}}]\ncontexts: [{name: a, context: {cluster: a}}]")]
    public async Task A_kubeconfig_that_cannot_be_used_ends_the_start(string content)
    {
        var path = Path.Combine(_directory, "bad.yaml");
        await File.WriteAllTextAsync(path, content, Token);

        await FluentActions.Awaiting(() => StartAsync(path)).Should().ThrowAsync<InvalidDataException>().WithMessage($"*{_directory}*");
    }

    private Task<TestServer> StartAsync(string kubeconfig, TimeProvider? time = null) => TestServer.StartInAsync(
        time ?? _time, NullLoggerFactory.Instance, options => options with { Authentication = new() { WebhookTokens = new() { KubeconfigFile = kubeconfig } } });

    private static async Task<string> AskAsync(TestServer server, string token)
    {
        using var client = server.Connect(token: token);
        using var answer = await client.GetAsync(Pod, Token);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(Token) : $"{(int)answer.StatusCode}";
    }
}
