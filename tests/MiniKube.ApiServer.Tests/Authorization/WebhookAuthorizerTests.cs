using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization;

/// <summary>A webhook that says what callers may do, over TLS, alone and in chains.</summary>
public sealed class WebhookAuthorizerTests : IAsyncLifetime
{
    private const string Pod = "/api/v1/namespaces/default/pods/p";

    private readonly string _directory = Directory.CreateTempSubdirectory("authz").FullName;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private ReviewWebhookServer _webhook = null!;
    private string _kubeconfig = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _webhook = await ReviewWebhookServer.StartAsync(_time, Token);
        _kubeconfig = _webhook.WriteKubeconfig(_directory);
    }

    public async ValueTask DisposeAsync()
    {
        await _webhook.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_webhook_is_told_everything_about_the_question()
    {
        _webhook.Answer = _ => Status(allowed: true);
        await using var server = await StartAsync(ByFlags("v1"));

        (await AskAsync(server, "/api/v1/namespaces/a/pods?fieldSelector=spec.nodeName%3Dn1,status.phase!%3DRunning&labelSelector=app%20in%20(x,y),!old")).Should().Be(200);
        (await AskAsync(server, "/version")).Should().Be(200);

        var reviews = _webhook.Reviews.ToList();
        reviews[0]["apiVersion"]!.GetValue<string>().Should().Be("authorization.k8s.io/v1");
        reviews[0]["spec"]!["user"]!.GetValue<string>().Should().Be("guest");
        reviews[0]["spec"]!["groups"]!.ToJsonString().Should().Be("""["team","system:authenticated"]""");
        reviews[0]["spec"]!["extra"]!["authentication.kubernetes.io/credential-id"]!.ToJsonString().Should().Contain("X509SHA256=");
        reviews[0]["spec"]!["resourceAttributes"]!.ToJsonString().Should().Be(
            """{"namespace":"a","verb":"list","version":"v1","resource":"pods","fieldSelector":{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n1"]},{"key":"status.phase","operator":"NotIn","values":["Running"]}]},"labelSelector":{"requirements":[{"key":"app","operator":"In","values":["x","y"]},{"key":"old","operator":"DoesNotExist"}]}}""");
        reviews[1]["spec"]!["nonResourceAttributes"]!.ToJsonString().Should().Be("""{"path":"/version","verb":"get"}""");
    }

    [Fact]
    public async Task The_older_version_names_groups_by_another_field()
    {
        await using var server = await StartAsync(ByFlags("v1beta1"));

        await AskAsync(server, Pod);

        _webhook.Reviews.Single()["spec"]!["group"]!.ToJsonString().Should().Be("""["team","system:authenticated"]""");
    }

    [Fact]
    public async Task A_yes_is_kept_for_five_minutes_and_a_no_for_half_a_minute()
    {
        await using var server = await StartAsync(ByFlags("v1"));
        using var guest = server.Connect(server.Host.Certificates.IssueClient("guest", ["team"]));
        (await AskAsync(guest)).Should().Be(403);
        _webhook.Answer = _ => Status(allowed: true);
        (await AskAsync(guest)).Should().Be(403);

        _time.Advance(TimeSpan.FromSeconds(30));
        (await AskAsync(guest)).Should().Be(200);
        _webhook.Answer = _ => Status();
        _time.Advance(TimeSpan.FromSeconds(299));
        (await AskAsync(guest)).Should().Be(200);

        _time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(guest)).Should().Be(403);
    }

    [Fact]
    public async Task The_first_of_a_chain_with_an_opinion_decides()
    {
        _webhook.Answer = spec => spec["user"]!.GetValue<string>() == "guest" ? Status(denied: true, reason: "not you") : Status();
        await using var first = await StartAsync(new AuthorizationOptions { Modes = ["Webhook", "AlwaysAllow"], WebhookKubeconfigFile = _kubeconfig });
        await using var last = await StartAsync(new AuthorizationOptions { Modes = ["AlwaysDeny", "AlwaysAllow", "Webhook"], WebhookKubeconfigFile = _kubeconfig });

        (await AskAsync(first, Pod)).Should().Be(403);
        (await AskAsync(first, Pod, "other")).Should().Be(200);
        (await AskAsync(last, Pod)).Should().Be(200);
    }

    [Fact]
    public async Task It_is_only_asked_about_what_its_conditions_say()
    {
        _webhook.Answer = _ => Status(denied: true);
        await using var server = await StartAsync(ByFile(
            Webhook("Deny", """, "matchConditionSubjectAccessReviewVersion":"v1","matchConditions":[{"expression":"has(request.resourceAttributes)"},{"expression":"request.resourceAttributes.namespace != 'default' || request.groups.exists(g, g == 'nobody')"}]"""),
            """{"type":"AlwaysAllow","name":"all"}"""));

        (await AskAsync(server, Pod)).Should().Be(200);
        (await AskAsync(server, "/version")).Should().Be(200);
        _webhook.Reviews.Should().BeEmpty();
        (await AskAsync(server, "/api/v1/namespaces/other/pods/p")).Should().Be(403);
        _webhook.Reviews.Should().ContainSingle();
    }

    [Theory]
    [InlineData("NoOpinion", 200)]
    [InlineData("Deny", 403)]
    public async Task A_condition_that_cannot_be_told_counts_as_a_failure(string policy, int code)
    {
        await using var server = await StartAsync(ByFile(
            Webhook(policy, """, "matchConditionSubjectAccessReviewVersion":"v1","matchConditions":[{"expression":"request.extra['missing'][0] == 'x'"}]"""),
            """{"type":"AlwaysAllow","name":"all"}"""));

        (await AskAsync(server, Pod)).Should().Be(code);
        _webhook.Reviews.Should().BeEmpty();
    }

    [Fact]
    public async Task The_masters_need_nobodys_leave()
    {
        _webhook.Answer = _ => Status(denied: true);
        await using var server = await StartAsync(ByFlags("v1"));
        using var admin = server.ConnectAsAdmin();

        ((int)(await admin.GetAsync(Pod, Token)).StatusCode).Should().Be(200);
        _webhook.Reviews.Should().BeEmpty();
    }

    [Theory]
    [InlineData("NoOpinion", 200)]
    [InlineData("Deny", 403)]
    public async Task What_happens_when_it_fails_is_what_the_configuration_says(string policy, int code)
    {
        _webhook.Code = 500;
        await using var server = await StartAsync(ByFile(Webhook(policy), """{"type":"AlwaysAllow","name":"all"}"""), TimeProvider.System);

        (await AskAsync(server, Pod)).Should().Be(code);
        _webhook.Reviews.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("""{"allowed":true,"denied":true}""")]
    [InlineData("""{"allowed":"true"}""")]
    [InlineData("""[true]""")]
    [InlineData("null")]
    public async Task An_answer_that_makes_no_sense_allows_nothing(string status)
    {
        _webhook.Answer = _ => JsonNode.Parse(status);
        await using var server = await StartAsync(ByFlags("v1"), TimeProvider.System);

        (await AskAsync(server, Pod)).Should().Be(403);
    }

    [Fact]
    public async Task It_is_waited_for_no_longer_than_its_time()
    {
        var gate = new TaskCompletionSource();
        _webhook.Gate = gate.Task;
        await using var server = await StartAsync(ByFile(Webhook("NoOpinion")));
        var asking = AskAsync(server, Pod);
        while (_webhook.Reviews.IsEmpty)
        {
            await Task.Yield();
        }

        _time.Advance(TimeSpan.FromSeconds(3));

        (await asking).Should().Be(403);
        gate.SetResult();
    }

    [Fact]
    public async Task A_changed_file_changes_the_chain()
    {
        var file = ByFile("""{"type":"AlwaysAllow","name":"all"}""");
        await using var server = await StartAsync(file);
        (await AskAsync(server, Pod)).Should().Be(200);

        await File.WriteAllTextAsync(file.ConfigurationFile! + ".new", Configuration("""{"type":"RBAC","name":"roles"}"""), Token);
        File.Move(file.ConfigurationFile! + ".new", file.ConfigurationFile!, overwrite: true);

        const int AsksMax = 5000;
        for (var asks = 0; await AskAsync(server, Pod) == 200; asks++)
        {
            asks.Should().BeLessThan(AsksMax);
        }
    }

    [Fact]
    public async Task Where_everything_is_allowed_nobody_in_particular_is_let_in()
    {
        await using var server = await StartAsync(new AuthorizationOptions { Modes = ["AlwaysAllow"] });
        using var nobody = server.Connect();

        (await AskAsync(server, Pod)).Should().Be(200);
        ((int)(await nobody.GetAsync(Pod, Token)).StatusCode).Should().Be(401);
    }

    [Fact]
    public async Task A_server_that_cannot_start_for_its_configuration_says_why()
    {
        var path = Path.Combine(_directory, "authorization.json");
        await File.WriteAllTextAsync(path, Configuration("""{"type":"Webhook","name":"hook"}"""), Token);

        await FluentActions.Awaiting(() => StartAsync(new AuthorizationOptions { ConfigurationFile = path }))
            .Should().ThrowAsync<InvalidDataException>().WithMessage("*webhook: Required value*");
    }

    private static JsonObject Status(bool allowed = false, bool denied = false, string reason = "") => new()
    {
        ["allowed"] = allowed,
        ["denied"] = denied,
        ["reason"] = reason,
    };

    private static string Configuration(params string[] authorizers) =>
        $$"""{"apiVersion":"apiserver.config.k8s.io/v1","kind":"AuthorizationConfiguration","authorizers":[{{string.Join(',', authorizers)}}]}""";

    private string Webhook(string policy, string more = "") =>
        $$$"""
        {"type":"Webhook","name":"hook","webhook":{"timeout":"3s","subjectAccessReviewVersion":"v1","failurePolicy":"{{{policy}}}",
         "connectionInfo":{"type":"KubeConfigFile","kubeConfigFile":"{{{_kubeconfig}}}"}{{{more}}} } }
        """;

    private AuthorizationOptions ByFlags(string version) => new() { Modes = ["Webhook"], WebhookKubeconfigFile = _kubeconfig, WebhookVersion = version };

    private AuthorizationOptions ByFile(params string[] authorizers)
    {
        var path = Path.Combine(_directory, "authorization.json");
        File.WriteAllText(path, Configuration(authorizers));
        return new AuthorizationOptions { ConfigurationFile = path };
    }

    private Task<TestServer> StartAsync(AuthorizationOptions options, TimeProvider? time = null) =>
        TestServer.StartInAsync(time ?? _time, NullLoggerFactory.Instance, all => all with { Authorization = options });

    private static async Task<int> AskAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(Pod, Token);
        return (int)answer.StatusCode;
    }

    private static async Task<int> AskAsync(TestServer server, string path, string user = "guest")
    {
        using var client = server.Connect(server.Host.Certificates.IssueClient(user, ["team"]));
        using var answer = await client.GetAsync(path, Token);
        return (int)answer.StatusCode;
    }
}
