using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization;

/// <summary>What somebody tries who has the rights of a viewer in one namespace and wants more.</summary>
public sealed class AttackTests : IAsyncLifetime
{
    private static readonly JsonObject Binding = JsonNode.Parse("""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"b","namespace":"mine"},
         "subjects":[{"kind":"User","name":"mallory"}],"roleRef":{"kind":"ClusterRole","name":"view"}}
        """)!.AsObject();

    private TestServer _server = null!;
    private HttpClient _mallory = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartInAsync(TimeProvider.System, NullLoggerFactory.Instance, options => options, Binding);
        _mallory = _server.Connect(_server.Host.Certificates.IssueClient("mallory", []));
    }

    public async ValueTask DisposeAsync()
    {
        _mallory.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_way_that_is_allowed_is_open()
    {
        (await SendAsync("/api/v1/namespaces/mine/pods/p")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/mine/../kube-system/pods/p")]
    [InlineData("/api/v1/namespaces/mine/%2e%2e/kube-system/pods/p")]
    [InlineData("/api/v1/namespaces/mine/..%2fkube-system/pods/p")]
    [InlineData("/api/v1/namespaces/mine%2f..%2fkube-system/pods/p")]
    [InlineData("/api/v1/namespaces/mine/..%252fkube-system/pods/p")]
    [InlineData("/api/v1/namespaces/mine/pods/..%2f..%2f..%2fkube-system%2fsecrets%2fs")]
    [InlineData("/api/v1/namespaces/mine/secrets/s")]
    [InlineData("/api/v1/namespaces/mine/pods%2f..%2fsecrets/s")]
    [InlineData("/api/v1/namespaces/mine%00/secrets/s")]
    [InlineData("//api/v1/namespaces/kube-system/secrets/s")]
    [InlineData("/api//v1/namespaces/kube-system/secrets/s")]
    [InlineData("/api/v1//namespaces/kube-system/secrets/s")]
    [InlineData("/API/v1/namespaces/kube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/kube-system/secrets/s/")]
    [InlineData("/api/v1/namespaces/kube-system/secrets/s?namespace=mine")]
    [InlineData("/api/v1/watch/namespaces/kube-system/secrets/s")]
    [InlineData("/api/v1/proxy/namespaces/kube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/mine/pods/p/exec?command=sh")]
    [InlineData("/api/v1/namespaces/mine/pods/p/attach")]
    [InlineData("/api/v1/namespaces/mine/pods/p/proxy/")]
    [InlineData("/apis/metrics.k8s.io/../../api/v1/namespaces/kube-system/secrets/s")]
    [InlineData("/version/../api/v1/secrets")]
    [InlineData("/healthz/../metrics")]
    [InlineData("/api/v1/secrets;namespaces/mine/pods")]
    public async Task No_way_of_writing_a_path_leads_to_what_is_not_allowed(string path)
    {
        using var answer = await SendAsync(path);

        ((int)answer.StatusCode).Should().BeOneOf([400, 403, 404], await answer.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("X-Remote-User", "kubernetes-admin")]
    [InlineData("X-Remote-Group", "system:masters")]
    [InlineData("x-remote-group", "system:masters")]
    [InlineData("X-Remote-Extra-Scopes", "all")]
    [InlineData("X_Remote_Group", "system:masters")]
    [InlineData("X-Forwarded-User", "kubernetes-admin")]
    [InlineData("X-Forwarded-Client-Cert", "Subject=\"O=system:masters\"")]
    [InlineData("X-Original-URL", "/api/v1/namespaces/mine/pods")]
    [InlineData("X-HTTP-Method-Override", "GET")]
    [InlineData("Impersonate-User", "kubernetes-admin")]
    [InlineData("impersonate-user", "system:serviceaccount:kube-system:default")]
    [InlineData("Impersonate-Group", "system:masters")]
    [InlineData("Impersonate-Extra-Scopes", "all")]
    [InlineData("Impersonate-Uid", "0")]
    [InlineData("Authorization", "Bearer wrong")]
    public async Task No_header_makes_somebody_else_of_a_caller(string name, string value)
    {
        using var request = Request("/api/v1/namespaces/kube-system/secrets/s");
        request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation(name, value);

        using var answer = await _mallory.SendAsync(request, Token);

        ((int)answer.StatusCode).Should().BeOneOf(400, 403);
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/mine/pods")]
    [InlineData("DELETE", "/api/v1/namespaces/mine/pods/p")]
    [InlineData("PATCH", "/api/v1/namespaces/mine/pods/p")]
    [InlineData("PUT", "/api/v1/namespaces/mine/pods/p/status")]
    [InlineData("POST", "/api/v1/namespaces/mine/pods/p/exec")]
    [InlineData("POST", "/api/v1/namespaces/mine/pods/p/eviction")]
    [InlineData("POST", "/api/v1/namespaces/mine/serviceaccounts/default/token")]
    [InlineData("GET", "/api/v1/namespaces/other/pods/p")]
    [InlineData("GET", "/api/v1/pods")]
    [InlineData("GET", "/api/v1/nodes/n/proxy/logs")]
    [InlineData("GET", "/metrics")]
    [InlineData("FOO", "/api/v1/namespaces/mine/pods/p")]
    public async Task What_a_viewer_may_not_do_is_refused(string method, string path)
    {
        using var request = Request(path, method);
        using var answer = await _mallory.SendAsync(request, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private async Task<HttpResponseMessage> SendAsync(string path)
    {
        using var request = Request(path);
        return await _mallory.SendAsync(request, Token);
    }

    /// <summary>The path goes out exactly as it is written here.</summary>
    private HttpRequestMessage Request(string path, string method = "GET")
    {
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var target = new Uri(_server.Host.Address!.GetLeftPart(UriPartial.Authority) + path, options);
        return new HttpRequestMessage(new HttpMethod(method), target) { Version = HttpVersion.Version11 };
    }
}
