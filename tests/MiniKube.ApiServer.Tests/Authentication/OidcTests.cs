using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MiniKube.ApiServer.Authentication.Jwt;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authentication;

/// <summary>Tokens of an issuer that runs over TLS, before a server over TLS, on a clock that the test moves.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private const string Pod = "/api/v1/namespaces/default/pods/p";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("oidc").FullName, "authentication.yaml");
    private readonly LogCollector _log = new();
    private OidcIssuerServer _issuer = null!;
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _issuer = await OidcIssuerServer.StartAsync(_time, Token);
        await StartAsync(_issuer.Configuration());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _issuer.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    [Fact]
    public async Task A_token_names_its_user_and_groups_with_their_prefixes()
    {
        var admin = _issuer.Mint(("groups", new JsonArray("system:masters")));
        await StartAsync(_issuer.Configuration("""{"username":{"claim":"sub","prefix":""},"groups":{"claim":"groups","prefix":""}}"""));

        (await AskAsync(admin)).Should().Be((200, "as alice"));
    }

    [Fact]
    public async Task A_prefix_keeps_an_issuer_from_naming_the_clusters_own()
    {
        var (code, text) = await AskAsync(_issuer.Mint(("groups", new JsonArray("system:masters")), ("sub", "kubernetes-admin")));

        code.Should().Be(403);
        text.Should().Contain("User \"oidc:kubernetes-admin\" cannot get");
    }

    [Theory]
    [InlineData("aud", "\"other\"")]
    [InlineData("aud", null)]
    [InlineData("iss", "\"https://other.example\"")]
    [InlineData("iss", null)]
    [InlineData("exp", null)]
    [InlineData("exp", "1")]
    [InlineData("exp", "\"tomorrow\"")]
    [InlineData("nbf", "99999999999")]
    [InlineData("sub", null)]
    [InlineData("sub", "7")]
    [InlineData("sub", "\"\"")]
    [InlineData("groups", "{}")]
    [InlineData("groups", "[\"a\",1]")]
    public async Task A_token_that_is_not_as_it_must_be_is_refused(string claim, string? value)
    {
        var token = _issuer.Mint((claim, value is null ? null : JsonNode.Parse(value)));

        (await AskAsync(token)).Code.Should().Be(401);
    }

    [Fact]
    public async Task Several_audiences_in_a_token_are_searched_for_ours()
    {
        (await AskAsync(_issuer.Mint(("aud", new JsonArray("other", "mkube"))))).Code.Should().Be(403);
    }

    [Fact]
    public async Task A_token_is_refused_from_the_second_on_that_it_ends()
    {
        var token = _issuer.Mint();
        (await AskAsync(token)).Code.Should().Be(403);

        _time.Advance(TimeSpan.FromHours(1));

        (await AskAsync(token)).Code.Should().Be(401);
    }

    [Fact]
    public async Task A_new_key_is_fetched_when_a_token_names_it_and_tokens_of_the_old_one_end_with_it()
    {
        var old = _issuer.Mint();
        (await AskAsync(old)).Code.Should().Be(403);
        _issuer.Rotate("k2");
        _time.Advance(TimeSpan.FromSeconds(11));

        (await AskAsync(_issuer.Mint())).Code.Should().Be(403);
        (await AskAsync(old)).Code.Should().Be(401);
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_not_taken_for_longer_than_an_hour()
    {
        var old = _issuer.Mint(("exp", _time.GetUtcNow().AddDays(1).ToUnixTimeSeconds()));
        (await AskAsync(old)).Code.Should().Be(403);
        _issuer.Rotate("k2");

        _time.Advance(TimeSpan.FromMinutes(61));

        (await AskAsync(old)).Code.Should().Be(401);
    }

    [Fact]
    public async Task Keys_that_nobody_has_do_not_make_the_server_ask_the_issuer_each_time()
    {
        (await AskAsync(_issuer.Mint())).Code.Should().Be(403);
        _issuer.Rotate("unknown");
        var forged = _issuer.Mint();
        _issuer.Rotate("k1");
        var before = _issuer.Fetches;
        _time.Advance(TimeSpan.FromSeconds(11));

        for (var i = 0; i < 20; i++)
        {
            (await AskAsync(forged)).Code.Should().Be(401);
        }

        _issuer.Fetches.Should().Be(before + 1);
    }

    [Fact]
    public async Task An_issuer_that_was_down_is_asked_again_after_ten_seconds()
    {
        _issuer.IsDown = true;
        (await AskAsync(_issuer.Mint())).Code.Should().Be(401);
        _issuer.IsDown = false;
        (await AskAsync(_issuer.Mint())).Code.Should().Be(401);

        _time.Advance(TimeSpan.FromSeconds(10));

        (await AskAsync(_issuer.Mint())).Code.Should().Be(403);
    }

    [Fact]
    public async Task An_issuer_whose_document_is_anothers_is_not_believed()
    {
        _issuer.ClaimedIssuer = "https://other.example";

        (await AskAsync(_issuer.Mint())).Code.Should().Be(401);
    }

    [Fact]
    public async Task No_signature_and_one_by_a_shared_secret_are_refused()
    {
        var signed = _issuer.Mint();
        var payload = signed.Split('.')[1];
        var none = $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{payload}.";
        var secret = new SymmetricSecurityKey("secret-that-is-long-enough-for-hmac"u8.ToArray()) { KeyId = "shared" };
        var hmac = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
            .CreateToken(Base64UrlEncoder.Decode(payload), new SigningCredentials(secret, SecurityAlgorithms.HmacSha256));
        var changed = $"{signed.Split('.')[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(payload).Replace("alice", "carol"))}.{signed.Split('.')[2]}";

        (await AskAsync(signed)).Code.Should().Be(403);
        (await AskAsync(none)).Code.Should().Be(401);
        (await AskAsync(hmac)).Code.Should().Be(401);
        (await AskAsync(changed)).Code.Should().Be(401);
    }

    [Theory]
    [InlineData("""{"iss":"ISS","aud":"mkube","sub":"alice","sub":"system:admin","exp":99999999999}""")]
    [InlineData("""["ISS"]""")]
    [InlineData("nonsense")]
    public async Task Nonsense_that_is_signed_is_refused(string payload)
    {
        var segment = Base64UrlEncoder.Encode(payload.Replace("ISS", _issuer.Url));
        var header = _issuer.Mint().Split('.')[0];

        (await AskAsync($"{header}.{segment}.AAAA")).Code.Should().Be(401);
    }

    [Fact]
    public async Task A_required_claim_must_have_its_value()
    {
        await StartAsync(_issuer.Configuration(more: ""","claimValidationRules":[{"claim":"hd","requiredValue":"example.com"}]"""));

        (await AskAsync(_issuer.Mint(("hd", "example.com")))).Code.Should().Be(403);
        (await AskAsync(_issuer.Mint(("hd", "example.org")))).Code.Should().Be(401);
        (await AskAsync(_issuer.Mint())).Code.Should().Be(401);
    }

    [Fact]
    public async Task Expressions_make_the_user_and_rules_hold_claims_and_user_against_them()
    {
        await StartAsync(_issuer.Configuration(
            """{"username":{"expression":"claims.sub + '@' + claims.org"},"groups":{"expression":"claims.roles.split(',')"},"uid":{"expression":"claims.id"},"extra":[{"key":"acme.com/team","valueExpression":"claims.?team.orValue('')"}]}""",
            ""","claimValidationRules":[{"expression":"claims.exp - claims.nbf <= 3600","message":"too long"}],"userValidationRules":[{"expression":"!user.username.startsWith('system:') && user.groups.all(g, g != 'banned')"}]"""));
        var (org, roles, id) = (("org", (JsonNode?)"acme"), ("roles", (JsonNode?)"system:masters,dev"), ("id", (JsonNode?)"u7"));

        (await AskAsync(_issuer.Mint(org, roles, id))).Should().Be((200, "as alice@acme"));
        (await AskAsync(_issuer.Mint(roles, id))).Code.Should().Be(401, "no organization");
        (await AskAsync(_issuer.Mint(org, ("roles", 7), id))).Code.Should().Be(401, "roles that are no text");
        (await AskAsync(_issuer.Mint(org, ("roles", "banned"), id))).Code.Should().Be(401, "a banned group");
        (await AskAsync(_issuer.Mint(org, roles, id, ("sub", "system:admin")))).Code.Should().Be(401, "a name of the cluster's own");
        (await AskAsync(_issuer.Mint(org, roles, id, ("exp", _time.GetUtcNow().AddHours(2).ToUnixTimeSeconds())))).Code.Should().Be(401, "it lives too long");
        (await AskAsync(_issuer.Mint(org, roles, id, ("team", new JsonArray(1))))).Code.Should().Be(401, "a team that is no text");
    }

    [Theory]
    [InlineData("claims.n.all(a, claims.n.all(b, claims.n.all(c, a + b + c >= 0)))")]
    [InlineData("claims.s.matches('^(a+)+$')")]
    [InlineData("(claims.s + claims.s + claims.s + claims.s).replace('a', claims.s).size() > 0")]
    public async Task An_expression_that_a_token_makes_costly_is_ended(string expression)
    {
        await StartAsync(_issuer.Configuration(more: $$""","claimValidationRules":[{"expression":"{{expression}}"}]"""));
        var numbers = new JsonArray([.. Enumerable.Range(0, 1000).Select(i => (JsonNode?)i)]);

        (await AskAsync(_issuer.Mint(("n", numbers), ("s", new string('a', 20_000) + "!")))).Code.Should().Be(401);
    }

    [Fact]
    public async Task An_email_that_is_not_verified_names_nobody()
    {
        await StartAsync(_issuer.Configuration("""{"username":{"claim":"email","prefix":""}}"""));

        (await AskAsync(_issuer.Mint(("email", "a@example.com"), ("email_verified", true)))).Text.Should().Contain("\"a@example.com\"");
        (await AskAsync(_issuer.Mint(("email", "a@example.com"), ("email_verified", false)))).Code.Should().Be(401);
        (await AskAsync(_issuer.Mint(("email", "a@example.com"), ("email_verified", "true")))).Code.Should().Be(401);
    }

    [Fact]
    public async Task A_changed_file_is_in_force_without_a_restart_and_a_broken_one_changes_nothing()
    {
        var token = _issuer.Mint();
        (await AskAsync(token)).Text.Should().Contain("\"oidc:alice\"");

        await ReplaceAsync(_issuer.Configuration("""{"username":{"claim":"sub","prefix":"new:"}}"""));
        await UntilAsync(token, answer => answer.Text.Contains("\"new:alice\"", StringComparison.Ordinal));
        await ReplaceAsync("apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: 7\n");
        await UntilAsync(token, _ => _log.Errors.Count > 0);
        (await AskAsync(token)).Text.Should().Contain("\"new:alice\"");
        await ReplaceAsync("""{"apiVersion":"apiserver.config.k8s.io/v1","kind":"AuthenticationConfiguration","anonymous":{"enabled":false},"jwt":[]}""");
        await UntilAsync(token, answer => answer.Code == 401);

        using var nobody = _server.Connect();
        (await nobody.GetAsync("/version", Token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_flags_name_an_issuer_too()
    {
        var authority = Path.Combine(Path.GetDirectoryName(_file)!, "ca.crt");
        await File.WriteAllTextAsync(authority, _issuer.AuthorityPem, Token);
        await StartAsync(new OidcOptions
        {
            IssuerUrl = _issuer.Url,
            ClientId = "mkube",
            AuthorityFile = authority,
            SigningAlgorithms = ["ES256"],
            RequiredClaims = [new("hd", "x")],
        });

        (await AskAsync(_issuer.Mint(("hd", "x")))).Text.Should().Contain($"\"{_issuer.Url}#alice\"");
        (await AskAsync(_issuer.Mint())).Code.Should().Be(401);
    }

    [Fact]
    public async Task An_algorithm_that_was_not_asked_for_is_refused()
    {
        var authority = Path.Combine(Path.GetDirectoryName(_file)!, "ca.crt");
        await File.WriteAllTextAsync(authority, _issuer.AuthorityPem, Token);
        await StartAsync(new OidcOptions { IssuerUrl = _issuer.Url, ClientId = "mkube", AuthorityFile = authority });

        (await AskAsync(_issuer.Mint())).Code.Should().Be(401);
    }

    private async Task StartAsync(string configuration)
    {
        await File.WriteAllTextAsync(_file, configuration, Token);
        await StartAsync(options => options with { Authentication = new() { ConfigurationFile = _file } });
    }

    private Task StartAsync(OidcOptions oidc) => StartAsync(options => options with { Authentication = new() { Oidc = oidc } });

    private async Task StartAsync(Func<ApiServerOptions, ApiServerOptions> configure)
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await TestServer.StartInAsync(_time, _log, configure);
    }

    /// <summary>As editors and mounted volumes do it: at once.</summary>
    private async Task ReplaceAsync(string content)
    {
        await File.WriteAllTextAsync(_file + ".new", content, Token);
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private async Task UntilAsync(string token, Func<(int Code, string Text), bool> holds)
    {
        const int AsksMax = 5000;
        for (var asks = 0; !holds(await AskAsync(token)); asks++)
        {
            asks.Should().BeLessThan(AsksMax);
        }
    }

    private async Task<(int Code, string Text)> AskAsync(string token)
    {
        using var client = _server.Connect(token: token);
        using var answer = await client.GetAsync(Pod, Token);
        var text = (await answer.Content.ReadAsStringAsync(Token)).Replace("\\\"", "\"");
        return ((int)answer.StatusCode, (int)answer.StatusCode == 200 ? text[text.LastIndexOf("as ", StringComparison.Ordinal)..] : text);
    }
}
