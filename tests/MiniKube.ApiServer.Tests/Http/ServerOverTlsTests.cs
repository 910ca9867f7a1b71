using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Http;

public sealed class ServerOverTlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_request_gets_its_answer_with_an_audit_id(string version)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.ConnectAsAdmin(Version.Parse(version));

        using var response = await client.GetAsync("/api/v1/namespaces/default/pods/p", Token);

        response.Version.Should().Be(Version.Parse(version));
        (await response.Content.ReadAsStringAsync(Token)).Should().Be("get v1, Resource=pods default/p as kubernetes-admin");
        response.Headers.GetValues("Audit-Id").Single().Should().MatchRegex("^[0-9a-f-]{36}$");
    }

    [Theory]
    [InlineData("GET", "/api/v1/widgets", 404)]
    [InlineData("GET", "/api/v2/pods", 404)]
    [InlineData("GET", "/apis/apps/v9/deployments", 404)]
    [InlineData("GET", "/api/v1/pods/p", 404)]
    [InlineData("GET", "/api/v1/namespaces/x/nodes", 404)]
    [InlineData("GET", "/api/v1/namespaces/x/pods/p/nothing", 404)]
    [InlineData("GET", "/api/v1//pods", 404)]
    [InlineData("POST", "/api/v1/pods", 405)]
    [InlineData("HEAD", "/api/v1/pods", 405)]
    [InlineData("OPTIONS", "/api/v1/pods", 405)]
    [InlineData("POST", "/api/v1/namespaces/x/pods/p", 405)]
    [InlineData("PUT", "/api/v1/namespaces/x/pods", 405)]
    [InlineData("GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 405)]
    [InlineData("POST", "/healthz", 405)]
    public async Task A_path_that_is_not_served_so_is_refused_with_a_status(string method, string path, int code)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.ConnectAsAdmin();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await client.SendAsync(request, Token);

        ((int)response.StatusCode).Should().Be(code);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        response.Content.Headers.Allow.Count.Should().Match(count => count > 0 == (code == 405));
        if (method != "HEAD")
        {
            var status = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
            status["kind"]!.GetValue<string>().Should().Be("Status");
            status["code"]!.GetValue<int>().Should().Be(code);
        }
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/apis/unknown.example/v1/things")]
    [InlineData("//api/v1/pods")]
    public async Task A_path_outside_of_every_group_is_plainly_not_found(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.ConnectAsAdmin();

        using var response = await client.GetAsync(new Uri(server.Host.Address!.GetLeftPart(UriPartial.Authority) + path), Token);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Token)).Should().Be("404 page not found\n");
    }

    [Fact]
    public async Task A_trailing_slash_changes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.ConnectAsAdmin();

        var answer = await client.GetStringAsync("/api/v1/pods/", Token);

        answer.Should().StartWith("list v1, Resource=pods");
    }

    [Fact]
    public async Task A_refusal_of_the_endpoints_becomes_its_status()
    {
        await using var server = await TestServer.StartAsync();
        server.Endpoints.On("pods", (_, _) => throw StatusErrors.NotFound(new GroupResource("", "pods"), "p"));
        using var client = server.ConnectAsAdmin();

        using var response = await client.GetAsync("/api/v1/namespaces/default/pods/p", Token);

        (await response.Content.ReadAsStringAsync(Token)).Should().Be(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pods \"p\" not found","reason":"NotFound","details":{"name":"p","kind":"pods"},"code":404}""" + "\n");
    }

    [Fact]
    public async Task A_fault_is_answered_without_its_secrets_and_logged_once_with_the_audit_id()
    {
        var log = new LogCollector();
        await using var server = await TestServer.StartInAsync(TimeProvider.System, log, options => options);
        server.Endpoints.On("pods", (_, _) => throw new InvalidOperationException("a secret"));
        using var client = server.ConnectAsAdmin();

        using var response = await client.GetAsync("/api/v1/namespaces/default/pods/p", Token);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("\"reason\":\"InternalError\"").And.NotContain("secret");
        var auditId = response.Headers.GetValues("Audit-Id").Single();
        log.Errors.Should().ContainSingle().Which.Should().Contain(auditId);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_answered_504()
    {
        await using var server = await TestServer.StartAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(50) });
        server.Endpoints.On("pods", (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var client = server.ConnectAsAdmin();

        using var response = await client.GetAsync("/api/v1/namespaces/default/pods/p", Token);

        response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task A_flood_is_bounded_and_told_to_come_again()
    {
        await using var server = await TestServer.StartAsync(options => options with { HasPriorityAndFairness = false, ReadingRequestsMax = 2 });
        var gate = new TaskCompletionSource();
        server.Endpoints.On("pods", async (context, _) =>
        {
            await gate.Task.WaitAsync(context.RequestAborted);
            await Answer.TextAsync(context, StatusCodes.Status200OK, "done");
        });
        using var client = server.ConnectAsAdmin();
        var requests = Enumerable.Range(0, 50).Select(i => client.GetAsync($"/api/v1/namespaces/default/pods/p{i}", Token)).ToList();

        var refused = new List<HttpResponseMessage>();
        while (refused.Count < 48)
        {
            var first = await Task.WhenAny(requests);
            requests.Remove(first);
            refused.Add(await first);
        }

        gate.SetResult();
        var served = await Task.WhenAll(requests);
        refused.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        refused.Should().OnlyContain(response => response.Headers.RetryAfter!.Delta == TimeSpan.FromSeconds(1));
        served.Should().HaveCount(2).And.OnlyContain(response => response.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Connections_beyond_the_bound_are_closed_and_the_others_go_on()
    {
        await using var server = await TestServer.StartAsync(options => options with { ConnectionsMax = 3 });
        using var kept = server.ConnectAsAdmin();
        await kept.GetStringAsync("/version", Token);
        var others = Enumerable.Range(0, 10).Select(_ => server.ConnectAsAdmin()).ToList();

        var outcomes = await Task.WhenAll(others.Select(async client =>
        {
            try
            {
                await client.GetStringAsync("/version", Token);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }));

        outcomes.Count(isServed => isServed).Should().BeLessThanOrEqualTo(3);
        (await kept.GetStringAsync("/version", Token)).Should().Contain("v1.34");
        others.ForEach(client => client.Dispose());
    }
}
