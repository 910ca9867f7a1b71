using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authentication;

/// <summary>Service account tokens through a whole server: asked for, shown, bound, ended, and checked by somebody else.</summary>
public sealed class IssuedTokenTests : IAsyncLifetime
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Self = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private ApiCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync(options => options with { Serve = true, Port = 0 });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_token_says_who_it_is_and_where_its_pod_runs()
    {
        await MakePodAsync("p");

        var user = await WhoAsync(await AskAsync("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p"} }"""));

        user!["username"]!.GetValue<string>().Should().Be("system:serviceaccount:default:default");
        user["groups"]!.ToJsonString().Should().Be("""["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]""");
        user["extra"]!["authentication.kubernetes.io/pod-name"]!.ToJsonString().Should().Be("""["p"]""");
        user["extra"]!["authentication.kubernetes.io/credential-id"]!.ToJsonString().Should().StartWith("""["JTI=""");
    }

    [Fact]
    public async Task A_token_ends_with_its_pod_and_does_not_come_back_with_another_of_its_name()
    {
        await MakePodAsync("p");
        var token = await AskAsync("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p"} }""");
        (await WhoAsync(token)).Should().NotBeNull();

        await _cluster.DeleteAsync("/api/v1/namespaces/default/pods/p", """{"gracePeriodSeconds":0}""");
        (await WhoAsync(token)).Should().BeNull();
        await MakePodAsync("p");

        (await WhoAsync(token)).Should().BeNull();
    }

    [Theory]
    [InlineData("Secret", "secrets")]
    [InlineData("Node", "nodes")]
    public async Task A_token_ends_with_the_secret_or_node_it_is_bound_to(string kind, string resource)
    {
        var collection = kind == "Node" ? "/api/v1/nodes" : $"/api/v1/namespaces/default/{resource}";
        await _cluster.CreateAsync(collection, """{"metadata":{"name":"x"}}""");
        var token = await AskAsync($$"""{"boundObjectRef":{"kind":"{{kind}}","apiVersion":"v1","name":"x"} }""");
        (await WhoAsync(token)).Should().NotBeNull();

        await _cluster.DeleteAsync($"{collection}/x");

        (await WhoAsync(token)).Should().BeNull();
    }

    [Fact]
    public async Task A_token_ends_with_its_account_and_at_its_time()
    {
        await _cluster.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        var token = await AskAsync("{}", "robot");
        var brief = await AskAsync("""{"expirationSeconds":600}""");
        (await WhoAsync(token)).Should().NotBeNull();

        await _cluster.DeleteAsync($"{Accounts}/robot");
        (await WhoAsync(token)).Should().BeNull();
        await _cluster.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        (await WhoAsync(token)).Should().BeNull();

        (await WhoAsync(brief)).Should().NotBeNull();
        _cluster.Time.Advance(TimeSpan.FromSeconds(600));
        (await WhoAsync(brief)).Should().BeNull();
    }

    [Fact]
    public async Task A_token_for_others_opens_nothing_here_and_a_review_says_for_whom_it_is()
    {
        var token = await AskAsync("""{"audiences":["vault"]}""");

        (await WhoAsync(token)).Should().BeNull();
        (await ReviewAsync(token, "vault"))["authenticated"]!.GetValue<bool>().Should().BeTrue();
        (await ReviewAsync(token, "other")).ContainsKey("authenticated").Should().BeFalse();
    }

    [Fact]
    public async Task A_token_of_one_namespace_opens_nothing_in_another()
    {
        await _cluster.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"mine"}}""");
        await _cluster.CreateAsync("/api/v1/namespaces/mine/serviceaccounts", """{"metadata":{"name":"robot"}}""");
        await _cluster.BindAsync("system:serviceaccount:mine:robot", "edit", "mine");
        var robot = new ServiceAccountName("mine", "robot");
        var user = UserInfo.Authenticated(robot.UserName, [.. robot.Groups]);

        (await _cluster.AsAsync(user, "POST", "/api/v1/namespaces/mine/serviceaccounts/robot/token", "{}")).Code.Should().Be(201);
        foreach (var (method, path) in new[]
        {
            ("POST", "/api/v1/namespaces/default/serviceaccounts/default/token"), ("GET", "/api/v1/namespaces/default/secrets"),
            ("GET", "/api/v1/secrets"), ("GET", "/api/v1/namespaces/mine/../default/secrets"), ("POST", "/api/v1/namespaces/default/pods"),
        })
        {
            (await _cluster.AsAsync(user, method, path, method == "POST" ? "{}" : null)).Code.Should().BeOneOf([403, 404], "{0} {1}", method, path);
        }
    }

    [Fact]
    public async Task Somebody_else_checks_a_token_by_what_the_server_publishes()
    {
        var token = await AskAsync("""{"audiences":["vault"]}""");
        var document = (await _cluster.GetAsync("/.well-known/openid-configuration")).Json;
        var keys = new JsonWebKeySet((await _cluster.GetAsync("/openid/v1/jwks")).Text);

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = document["issuer"]!.GetValue<string>(),
            ValidAudience = "vault",
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = [.. document["id_token_signing_alg_values_supported"]!.AsArray().Select(each => each!.GetValue<string>())],
            LifetimeValidator = (from, until, _, _) => from <= _cluster.Time.GetUtcNow().UtcDateTime && _cluster.Time.GetUtcNow().UtcDateTime < until,
        });

        result.IsValid.Should().BeTrue("{0}", result.Exception?.Message);
        result.Claims["sub"].Should().Be("system:serviceaccount:default:default");
        document["jwks_uri"]!.GetValue<string>().Should().EndWith("/openid/v1/jwks");
    }

    private async Task MakePodAsync(string name) => await _cluster.CreateAsync(
        "/api/v1/namespaces/default/pods", "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");

    private async Task<string> AskAsync(string spec, string account = "default")
    {
        var answer = await _cluster.CreateAsync($"{Accounts}/{account}/token", $$"""{"spec":{{spec}} }""");
        return answer["status"]!["token"]!.GetValue<string>();
    }

    private async Task<JsonObject> ReviewAsync(string token, string audience) => (await _cluster.CreateAsync(
        "/apis/authentication.k8s.io/v1/tokenreviews", $$"""{"spec":{"token":"{{token}}","audiences":["{{audience}}"]} }"""))["status"]!.AsObject();

    /// <summary>Who the server takes the bearer for, over TLS; null when it does not let them in.</summary>
    private async Task<JsonObject?> WhoAsync(string token)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is System.Security.Cryptography.X509Certificates.X509Certificate2 presented && presented.Issuer.Contains("kubernetes", StringComparison.Ordinal);
        using var http = new HttpClient(handler) { BaseAddress = _cluster.Host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Self) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await http.SendAsync(request, Token);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return null;
        }

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["status"]!["userInfo"]!.AsObject();
    }
}
