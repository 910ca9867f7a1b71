using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authentication.FrontProxy;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authentication;

/// <summary>Proxies in front of the server, over TLS with certificates of an authority of their own.</summary>
public sealed class FrontProxyTests : IAsyncLifetime
{
    private const string Pod = "/api/v1/namespaces/default/pods/p";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly string _directory = Directory.CreateTempSubdirectory("proxy").FullName;
    private ClusterCertificates _proxies = null!;
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxies = ClusterCertificates.Open(new ApiServerOptions(), _time, new SeededRandomSource(17));
        var file = Path.Combine(_directory, "proxies.crt");
        await File.WriteAllTextAsync(file, _proxies.AuthorityPem, Token);
        _server = await TestServer.StartInAsync(_time, NullLoggerFactory.Instance, options => options with
        {
            Authentication = new()
            {
                RequestHeaders = new RequestHeaderOptions
                {
                    ClientAuthorityFile = file,
                    AllowedNames = ["gate"],
                    UsernameHeaders = ["X-Remote-User", "X-Login"],
                    ExtraHeaderPrefixes = ["X-Remote-Extra-", "X-Fact-"],
                },
            },
        });
        _server.Endpoints.On("pods", (context, _) => Answer.TextAsync(context, 200, WhoAndWhat(context)));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _proxies.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_proxy_says_who_asks_and_what_it_said_is_taken_off_the_request()
    {
        var answer = await AskAsync(
            _proxies.IssueClient("gate", ["system:masters"]),
            ("X-Remote-User", "alice"), ("X-Remote-Uid", "7"), ("X-Remote-Group", "system:masters"),
            ("X-Remote-Extra-Acme.com%2fScopes", "one"), ("X-Fact-Acme.com%2fscopes", "two"), ("Authorization", "Bearer x"), ("X-Other", "stays"));

        answer.Should().Be((200, "alice uid=7 groups=system:masters,system:authenticated extra=acme.com/scopes:one+two headers=x-other"));
    }

    [Fact]
    public void Every_line_of_a_group_header_is_a_group()
    {
        var headers = new HeaderDictionary { ["X-Remote-User"] = "alice", ["X-Remote-Group"] = new(["a", "b, c", ""]), ["X-Team"] = "d" };
        var proxy = new ClientCertificate { IsTrusted = false, NotAfter = _time.GetUtcNow().AddDays(1), User = UserInfo.Anonymous, FrontProxyName = "gate" };
        var options = new RequestHeaderOptions { ClientAuthorityFile = "", GroupHeaders = ["X-Remote-Group", "X-Team"] };

        var user = new FrontProxyAuthenticator(options, _time).Find(proxy, headers);

        user!.Groups.Should().Equal("a", "b, c", "d", "system:authenticated");
    }

    [Fact]
    public async Task The_first_header_that_is_set_has_the_name()
    {
        var proxy = _proxies.IssueClient("gate", []);

        (await AskAsync(proxy, ("X-Login", "bob"))).Text.Should().Contain("\"bob\"");
        (await AskAsync(proxy, ("X-Login", "bob"), ("X-Remote-User", "alice"))).Text.Should().Contain("\"alice\"");
    }

    [Fact]
    public async Task A_proxy_that_names_nobody_has_no_rights_of_its_own()
    {
        var proxy = _proxies.IssueClient("gate", ["system:masters"]);

        (await AskAsync(proxy)).Code.Should().Be(401);
        (await AskAsync(proxy, ("X-Remote-User", ""))).Code.Should().Be(401);
        (await AskAsync(proxy, ("X-Remote-Group", "system:masters"))).Code.Should().Be(401);
    }

    [Fact]
    public async Task Nobody_becomes_authenticated_by_being_passed_on()
    {
        var answer = await AskAsync(_proxies.IssueClient("gate", []), ("X-Remote-User", "system:anonymous"), ("X-Remote-Group", "system:unauthenticated"));

        answer.Code.Should().Be(403);
        answer.Text.Should().Contain("\"system:anonymous\"");
    }

    [Fact]
    public async Task Headers_of_whoever_is_no_such_proxy_mean_nothing()
    {
        (string, string)[] headers = [("X-Remote-User", "kubernetes-admin"), ("X-Remote-Group", "system:masters"), ("X-Login", "kubernetes-admin")];

        (await AskAsync(_proxies.IssueClient("other", []), headers)).Code.Should().Be(401);
        (await AskAsync(_server.Host.Certificates.IssueClient("gate", []), headers)).Text.Should().Contain("\"gate\"");
        (await AskAsync(_proxies.KubeletServing("gate", []), headers)).Code.Should().Be(401);
        (await AskAsync(null, headers)).Text.Should().Contain("\"system:anonymous\"");
    }

    [Fact]
    public async Task What_a_client_writes_into_such_headers_is_not_passed_on()
    {
        var answer = await AskAsync(_server.Host.Certificates.Admin, ("X-Remote-User", "x"), ("x-remote-group", "y"), ("X-Fact-Z", "z"), ("X-Login", "l"));

        answer.Text.Should().EndWith("headers=");
    }

    [Fact]
    public async Task A_proxys_certificate_ends_on_an_open_connection_too()
    {
        using var client = _server.Connect(_proxies.IssueClient("gate", []));
        var before = await SendAsync(client, ("X-Remote-User", "a"));

        _time.Advance(TimeSpan.FromDays(366));

        before.Code.Should().Be(403);
        (await SendAsync(client, ("X-Remote-User", "a"))).Code.Should().Be(401);
    }

    [Fact]
    public async Task The_config_map_for_aggregated_servers_names_all_front_proxies_and_is_restored_when_somebody_changes_it()
    {
        const string Path = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
        await using var cluster = await ApiCluster.StartAsync(options => options with
        {
            Authentication = new() { RequestHeaders = new() { ClientAuthorityFile = System.IO.Path.Combine(_directory, "proxies.crt"), AllowedNames = ["gate"], UsernameHeaders = ["X-Login"] } },
        });
        var before = (await cluster.GetAsync(Path)).Json["data"]!.AsObject();

        before["requestheader-allowed-names"]!.GetValue<string>().Should().Be("""["front-proxy-client","gate"]""");
        before["requestheader-username-headers"]!.GetValue<string>().Should().Be("""["X-Remote-User","X-Login"]""");
        before["requestheader-client-ca-file"]!.GetValue<string>().Should().EndWith(_proxies.AuthorityPem).And.HaveLength(cluster.Host.Certificates.FrontProxyAuthorityPem.Length + _proxies.AuthorityPem.Length);

        using var watch = await cluster.WatchAsync("/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name%3Dextension-apiserver-authentication&resourceVersion=" + (await cluster.GetAsync(Path)).ResourceVersion);
        await cluster.MergeAsync(Path, """{"data":{"requestheader-username-headers":"nonsense","requestheader-client-ca-file":"","requestheader-uid-headers":null}}""");
        var changed = await watch.TakeAsync(2);
        await cluster.DeleteAsync(Path);
        var deleted = await watch.TakeAsync(2);

        changed[1].Object["data"]!.ToJsonString().Should().Be(before.ToJsonString());
        deleted[1].Type.Should().Be("ADDED");
        deleted[1].Object["data"]!.ToJsonString().Should().Be(before.ToJsonString());
    }

    private static string WhoAndWhat(HttpContext context)
    {
        var user = context.Caller;
        var extra = string.Join(' ', user.Extra.Where(fact => !fact.Key.StartsWith("authentication.", StringComparison.Ordinal)).Select(fact => $"{fact.Key}:{string.Join('+', fact.Value)}"));
        var headers = context.Request.Headers.Keys.Where(name => name is not ("Host" or ":authority" or ":scheme" or ":path" or ":method"));
        return $"{user.Name} uid={user.Uid} groups={string.Join(',', user.Groups)} extra={extra} headers={string.Join(',', headers)}";
    }

    private async Task<(int Code, string Text)> AskAsync(KeyedCertificate? certificate, params (string Name, string Value)[] headers)
    {
        using var client = _server.Connect(certificate);
        return await SendAsync(client, headers);
    }

    private static async Task<(int Code, string Text)> SendAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Pod) { Version = System.Net.HttpVersion.Version20 };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await client.SendAsync(request, Token);
        return ((int)answer.StatusCode, (await answer.Content.ReadAsStringAsync(Token)).Replace("\\\"", "\""));
    }
}
