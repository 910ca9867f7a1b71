using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authentication;

public sealed class AuthenticationTests
{
    private const string Pod = "/api/v1/namespaces/default/pods/p";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_certificate_names_the_user_and_the_groups()
    {
        await using var server = await TestServer.StartAsync();
        using var admin = server.Connect(server.Host.Certificates.Admin);
        using var scheduler = server.Connect(server.Host.Certificates.Scheduler);
        using var guest = server.Connect(server.Host.Certificates.IssueClient("guest", ["a", "b"]));

        (await admin.GetStringAsync(Pod, Token)).Should().EndWith("as kubernetes-admin");
        (await scheduler.GetStringAsync(Pod, Token)).Should().EndWith("as system:kube-scheduler");
        (await guest.GetAsync(Pod, Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_certificate_of_another_root_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var other = ClusterCertificates.Open(new ApiServerOptions(), TimeProvider.System, new SeededRandomSource(2));
        using var client = server.Connect(other.Admin);

        using var response = await client.GetAsync(Pod, Token);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync(Token)).Should().Be(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""" + "\n");
    }

    [Fact]
    public async Task A_serving_certificate_is_no_client_certificate()
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.Connect(server.Host.Certificates.Serving());

        (await client.GetAsync(Pod, Token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_refused_on_an_open_connection_too()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartInAsync(time, NullLoggerFactory.Instance, options => options);
        using var client = server.ConnectAsAdmin();
        var before = await client.GetAsync(Pod, Token);

        time.Advance(TimeSpan.FromDays(366));
        var after = await client.GetAsync(Pod, Token);

        before.StatusCode.Should().Be(HttpStatusCode.OK);
        after.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_generated_token_gives_every_right_and_is_kept()
    {
        var directory = Directory.CreateTempSubdirectory("server").FullName;
        await using var first = await TestServer.StartAsync(options => options with { DataDirectory = directory });
        await using var second = await TestServer.StartAsync(options => options with { DataDirectory = directory });
        using var client = second.Connect(token: first.Host.AdminToken);

        (await client.GetStringAsync(Pod, Token)).Should().EndWith("as kubernetes-admin");
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task A_wrong_token_is_refused(string token)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.Connect(token: token);

        (await client.GetAsync("/version", Token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_token_file_names_users()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "# comment\nt1,alice,u1,\"system:masters,x\"\nt2,bob,u2\n", Token);
        await using var server = await TestServer.StartAsync(options => options with { TokenAuthFile = file });
        using var alice = server.Connect(token: "t1");
        using var bob = server.Connect(token: "t2");

        (await alice.GetStringAsync(Pod, Token)).Should().EndWith("as alice");
        (await bob.GetAsync(Pod, Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        File.Delete(file);
    }

    [Theory]
    [InlineData("/healthz", 200)]
    [InlineData("/livez", 200)]
    [InlineData("/readyz", 200)]
    [InlineData("/version", 200)]
    [InlineData("/metrics", 403)]
    [InlineData("/openid/v1/jwks", 403)]
    [InlineData("/readyz/etcd", 403)]
    [InlineData("/", 403)]
    [InlineData(Pod, 403)]
    public async Task Anybody_may_ask_for_health_and_version_only(string path, int code)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.Connect();

        using var response = await client.GetAsync(path, Token);

        ((int)response.StatusCode).Should().Be(code);
    }

    [Fact]
    public async Task A_refusal_says_who_may_not_do_what()
    {
        await using var server = await TestServer.StartAsync();
        using var anonymous = server.Connect();
        using var guest = server.Connect(server.Host.Certificates.IssueClient("x", []));

        (await MessageAsync(guest, "/api/v1/namespaces/default/pods")).Should().Be(
            "pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        (await MessageAsync(guest, "/apis/apps/v1/deployments")).Should().Be(
            "deployments.apps is forbidden: User \"x\" cannot list resource \"deployments\" in API group \"apps\" at the cluster scope");
        (await MessageAsync(guest, "/api/v1/namespaces/d/pods/p/log")).Should().Be(
            "pods \"p\" is forbidden: User \"x\" cannot get resource \"pods/log\" in API group \"\" in the namespace \"d\"");
        (await MessageAsync(anonymous, "/metrics")).Should().Be("forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
    }

    [Fact]
    public async Task A_master_may_act_as_somebody_else_and_others_may_not()
    {
        await using var server = await TestServer.StartAsync();
        using var admin = server.ConnectAsAdmin();
        using var node = server.Connect(server.Host.Certificates.Node("n1"));

        var asScheduler = await SendAsAsync(admin, "system:kube-scheduler");
        var asNobody = await SendAsAsync(admin, "nobody");
        var asGroup = await SendAsAsync(admin, "nobody", "system:masters");
        var byNode = await SendAsAsync(node, "system:kube-scheduler");

        (await asScheduler.Content.ReadAsStringAsync(Token)).Should().EndWith("as system:kube-scheduler");
        asNobody.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        asGroup.StatusCode.Should().Be(HttpStatusCode.OK);
        byNode.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await byNode.Content.ReadAsStringAsync(Token)).Should().Contain("cannot impersonate resource");
    }

    [Fact]
    public async Task A_group_alone_cannot_be_impersonated()
    {
        await using var server = await TestServer.StartAsync();
        using var admin = server.ConnectAsAdmin();
        using var request = new HttpRequestMessage(HttpMethod.Get, Pod);
        request.Headers.Add("Impersonate-Group", "system:masters");

        (await admin.SendAsync(request, Token)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private static Task<HttpResponseMessage> SendAsAsync(HttpClient client, string user, params string[] groups)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Pod);
        request.Headers.Add("Impersonate-User", user);
        foreach (var group in groups)
        {
            request.Headers.Add("Impersonate-Group", group);
        }

        return client.SendAsync(request, Token);
    }

    private static async Task<string> MessageAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Token);
        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["message"]!.GetValue<string>();
    }
}
