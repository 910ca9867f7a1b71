using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Tests.Authorization.Rbac;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization;

public sealed class ReviewsTests : IDisposable
{
    private static readonly UserInfo Admin = UserInfo.Authenticated("admin", UserInfo.MastersGroup);
    private static readonly UserInfo Guest = UserInfo.Authenticated("guest");

    private readonly ClusterCertificates _certificates = ClusterCertificates.Open(new ApiServerOptions(), TimeProvider.System, new SeededRandomSource(1));
    private readonly StaticTokens _tokens;
    private readonly Reviews _reviews;

    public ReviewsTests()
    {
        _tokens = StaticTokens.Open(_certificates.Files, null);
        var accounts = new ServiceAccountTokens(_certificates.ServiceAccountKey, "us", TimeProvider.System, new RandomUidSource(new SeededRandomSource(2)));
        var verifier = new ServiceAccountTokenVerifier(accounts, new NoObjects(), new LegacyTokenUses(new RecordedPatches(), TimeProvider.System, NullLogger.Instance), new ServiceAccountTokenMetrics(Prometheus.Metrics.NewCustomRegistry()), TimeProvider.System);
        var plain = new PlainTokens(_tokens, new BootstrapTokens(new NoObjects(), TimeProvider.System), ["us"]);
        var authenticator = new Authenticator([plain, new ServiceAccountTokenAuthenticator(verifier)], ["us"], AnonymousRules.Everywhere, null, TimeProvider.System);
        _reviews = new Reviews(new AuthorizerChain([new MastersAuthorizer(), RbacObjects.Authorizer(RbacObjects.Default)]), authenticator, ["us"]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_self_access_review_is_about_the_caller()
    {
        const string Spec = """{"resourceAttributes":{"verb":"list","resource":"pods","namespace":"x"}}""";

        (await StatusAsync("selfsubjectaccessreviews", Spec, Admin))["allowed"]!.GetValue<bool>().Should().BeTrue();
        (await StatusAsync("selfsubjectaccessreviews", Spec, Guest))["allowed"]!.GetValue<bool>().Should().BeFalse();
        (await StatusAsync("selfsubjectaccessreviews", """{"nonResourceAttributes":{"verb":"get","path":"/api"}}""", Guest))["allowed"]!
            .GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task An_access_review_is_about_its_subject()
    {
        const string Attributes = "\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"pods\",\"namespace\":\"x\"}";

        (await StatusAsync("subjectaccessreviews", $$"""{"user":"guest",{{Attributes}}}""", Admin))["allowed"]!.GetValue<bool>().Should().BeFalse();
        (await StatusAsync("subjectaccessreviews", $$"""{"groups":["system:masters"],{{Attributes}}}""", Admin))["allowed"]!
            .GetValue<bool>().Should().BeTrue();
        (await StatusAsync("localsubjectaccessreviews", $$"""{"user":"guest",{{Attributes}}}""", Admin, "x"))["allowed"]!
            .GetValue<bool>().Should().BeFalse();
    }

    [Theory]
    [InlineData("selfsubjectaccessreviews", "{}")]
    [InlineData("selfsubjectaccessreviews", """{"resourceAttributes":{},"nonResourceAttributes":{}}""")]
    [InlineData("subjectaccessreviews", """{"resourceAttributes":{}}""")]
    [InlineData("localsubjectaccessreviews", """{"user":"u","resourceAttributes":{"namespace":"other"}}""")]
    [InlineData("selfsubjectrulesreviews", "{}")]
    [InlineData("tokenreviews", "{}")]
    public async Task An_incomplete_question_is_refused(string resource, string spec)
    {
        var ask = async () => await StatusAsync(resource, spec, Admin, "x");

        (await ask.Should().ThrowAsync<ApiException>()).Which.Status.Code.Should().BeOneOf(400, 422);
    }

    [Fact]
    public async Task A_rules_review_lists_what_the_caller_may_do()
    {
        var status = await StatusAsync("selfsubjectrulesreviews", """{"namespace":"x"}""", Admin);

        status["resourceRules"]!.ToJsonString().Should().StartWith("""[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]},""");
        status["incomplete"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public async Task A_self_review_says_who_the_caller_is()
    {
        var status = await StatusAsync("selfsubjectreviews", "{}", Guest);

        status.ToJsonString().Should().Be("""{"userInfo":{"username":"guest","groups":["system:authenticated"]}}""");
    }

    [Fact]
    public async Task A_token_review_says_whose_token_it_is()
    {
        var good = await StatusAsync("tokenreviews", $$"""{"token":"{{_tokens.AdminToken}}"}""", Admin);
        var bad = await StatusAsync("tokenreviews", """{"token":"x"}""", Admin);
        var elsewhere = await StatusAsync("tokenreviews", $$"""{"token":"{{_tokens.AdminToken}}","audiences":["vault"]}""", Admin);

        good["authenticated"]!.GetValue<bool>().Should().BeTrue();
        good["user"]!["username"]!.GetValue<string>().Should().Be("kubernetes-admin");
        good["audiences"]!.ToJsonString().Should().Be("[\"us\"]");
        bad["authenticated"].Should().BeNull();
        elsewhere["authenticated"].Should().BeNull();
    }

    private async Task<JsonObject> StatusAsync(string resource, string spec, UserInfo caller, string ns = "")
    {
        var review = new JsonObject { ["spec"] = JsonNode.Parse(spec) };
        var answer = await _reviews.AnswerAsync(new GroupResource("authorization.k8s.io", resource), ns, review, caller, Token);
        return (JsonObject)answer["status"]!;
    }

    private sealed class NoObjects : IObjectReader
    {
        public ValueTask<JsonObject?> FindAsync(GroupVersionResource resource, NamespacedName name, CancellationToken cancellationToken) =>
            ValueTask.FromResult<JsonObject?>(null);
    }
}
