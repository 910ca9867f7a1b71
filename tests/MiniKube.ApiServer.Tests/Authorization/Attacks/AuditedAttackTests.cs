using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization.Attacks;

/// <summary>What attackers try over TLS: each is refused, recorded with who it was, and the server stays up.</summary>
public sealed class AuditedAttackTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    private const string Decision = "authorization.k8s.io/decision";

    [Theory]
    [InlineData("/api/v1/namespaces/mine/../kube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/mine/%2e%2e/kube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/mine/..%2fkube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/mine/..%252fkube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/mine/pods/..%2f..%2f..%2fkube-system%2fsecrets%2fs")]
    [InlineData("/api/v1/namespaces/mine/pods%2f..%2fsecrets/s")]
    [InlineData("//api/v1/namespaces/kube-system/secrets/s")]
    [InlineData("/api//v1/namespaces/kube-system/secrets/s")]
    [InlineData("/API/v1/namespaces/kube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/kube-system/secrets/s?namespace=mine")]
    [InlineData("/api/v1/watch/namespaces/kube-system/secrets/s")]
    [InlineData("/api/v1/secrets;namespaces/mine/pods")]
    [InlineData("/healthz/../metrics")]
    public async Task Path_tricks(string path)
    {
        var (answer, recorded) = await server.SendAsync("mallory", new Attack(path));

        answer.Code.Should().BeOneOf([400, 403, 404], answer.Text);
        Check(recorded, answer, "mallory", path);
        await server.CheckIsUpAsync();
    }

    [Theory]
    [InlineData("X-Remote-User", "kubernetes-admin")]
    [InlineData("X-Remote-Group", "system:masters")]
    [InlineData("X-Forwarded-Client-Cert", "Subject=\"O=system:masters\"")]
    [InlineData("X-Original-URL", "/api/v1/namespaces/mine/pods")]
    [InlineData("Impersonate-User", "kubernetes-admin")]
    [InlineData("Impersonate-Group", "system:masters")]
    [InlineData("Impersonate-Uid", "0")]
    public async Task Headers_that_claim_to_be_somebody_else(string name, string value)
    {
        const string Path = "/api/v1/namespaces/kube-system/secrets/s";

        var (answer, recorded) = await server.SendAsync("mallory", new Attack(Path) { Headers = [(name, value)] });

        answer.Code.Should().BeOneOf(400, 403);
        Check(recorded, answer, "mallory", Path);
        recorded.ContainsKey("impersonatedUser").Should().BeFalse();
        await server.CheckIsUpAsync();
    }

    [Fact]
    public async Task A_token_that_is_none()
    {
        var (answer, recorded) = await server.SendAsync("nobody", new Attack("/api/v1/secrets") { Headers = [("Authorization", "Bearer wrong")] });

        answer.Code.Should().Be(401);
        Check(recorded, answer, "", "/api/v1/secrets");
        await server.CheckIsUpAsync();
    }

    [Theory]
    [InlineData("GET", "/api/v1/namespaces/kube-system/secrets/s", "get")]
    [InlineData("GET", "/api/v1/namespaces/writable/configmaps", "list")]
    [InlineData("POST", "/api/v1/namespaces/kube-system/serviceaccounts/default/token", "create")]
    public async Task A_token_of_another_namespace(string method, string path, string verb)
    {
        var attack = new Attack(path, method) { Headers = [("Authorization", $"Bearer {server.RobotToken}")] };

        var (answer, recorded) = await server.SendAsync("nobody", attack);

        CheckForbidden(recorded, answer, "system:serviceaccount:mine:robot", path, verb);
        await server.CheckIsUpAsync();
    }

    [Theory]
    [InlineData("GET", "/api/v1/namespaces/kube-system/secrets/s", "get")]
    [InlineData("GET", "/api/v1/secrets", "list")]
    [InlineData("DELETE", "/api/v1/nodes/n2", "delete")]
    [InlineData("POST", "/api/v1/namespaces/mine/serviceaccounts/robot/token", "create")]
    public async Task A_node_that_wants_what_no_pod_of_its_own_uses(string method, string path, string verb)
    {
        var (answer, recorded) = await server.SendAsync("n1", new Attack(path, method));

        CheckForbidden(recorded, answer, "system:node:n1", path, verb);
        await server.CheckIsUpAsync();
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/mine/pods/p/exec?command=sh", "create")]
    [InlineData("GET", "/api/v1/namespaces/mine/pods/p/exec?command=sh", "get")]
    [InlineData("GET", "/api/v1/namespaces/mine/pods/p/attach", "get")]
    [InlineData("POST", "/api/v1/namespaces/mine/pods/p/portforward", "create")]
    [InlineData("GET", "/api/v1/nodes/n1/proxy/run", "get")]
    [InlineData("DELETE", "/api/v1/namespaces/mine/pods", "deletecollection")]
    [InlineData("PUT", "/api/v1/namespaces/mine/pods/p/status", "update")]
    [InlineData("FOO", "/api/v1/namespaces/mine/pods/p", "")]
    public async Task What_a_viewer_may_not_do(string method, string path, string verb)
    {
        var (answer, recorded) = await server.SendAsync("mallory", new Attack(path, method));

        CheckForbidden(recorded, answer, "mallory", path, verb);
        await server.CheckIsUpAsync();
    }

    [Theory]
    [MemberData(nameof(BodyAttacks.Names), MemberType = typeof(BodyAttacks))]
    public async Task Bodies_that_are_bombs_or_ways_elsewhere(string name)
    {
        var (attack, code) = BodyAttacks.Of(name);

        var (answer, recorded) = await server.SendAsync("mallory", attack);

        answer.Code.Should().Be(code, answer.Text);
        Check(recorded, answer, "mallory", attack.Path);
        recorded.Text("verb").Should().Be(attack.Method == "PATCH" ? "patch" : "create");
        recorded.Child("annotations").Text(Decision).Should().Be("allow");
        await server.CheckIsUpAsync();
    }

    [Fact]
    public async Task A_request_of_a_flood()
    {
        var (answer, recorded) = await server.SendAsync("flooder", new Attack("/api/v1/pods"));

        answer.Code.Should().Be(429);
        Check(recorded, answer, "flooder", "/api/v1/pods");
        recorded.Child("responseStatus").Text("reason").Should().Be("TooManyRequests");
        await server.CheckIsUpAsync();
    }

    private static void CheckForbidden(JsonObject recorded, ApiAnswer answer, string user, string path, string verb)
    {
        answer.Code.Should().Be(403, answer.Text);
        answer.Reason.Should().Be("Forbidden");
        Check(recorded, answer, user, path);
        recorded.Text("verb").Should().Be(verb);
        recorded.Child("responseStatus").Text("reason").Should().Be("Forbidden");
        recorded.Child("annotations").Text(Decision).Should().Be("forbid");
    }

    private static void Check(JsonObject recorded, ApiAnswer answer, string user, string path)
    {
        recorded.Child("user").Text("username").Should().Be(user);
        recorded.Text("requestURI").Should().Be(path);
        recorded.Child("responseStatus").Integer("code").Should().Be(answer.Code);
        recorded.Texts("sourceIPs").Should().Equal("127.0.0.1");
    }
}
