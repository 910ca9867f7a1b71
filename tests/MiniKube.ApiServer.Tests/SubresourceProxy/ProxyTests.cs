using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.SubresourceProxy;

public sealed class ProxyTests : IAsyncLifetime
{
    private const string Pod = "/api/v1/namespaces/n/pods/p:8080/proxy";
    private const string Service = "/api/v1/namespaces/n/services/s:web/proxy";

    private TestServer _server = null!;
    private ProxiedServer _behind = null!;
    private FakeKubelet _kubelet = null!;
    private string _podIp = "10.1.2.3";
    private JsonArray _slices = [];
    private JsonObject? _endpoints;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _behind = await ProxiedServer.StartAsync(Token);
        _server = await TestServer.StartAmongAsync(services => services with { Dial = _behind.DialAsync });
        _kubelet = await FakeKubelet.StartAsync(_server.Host.Certificates.KubeletServing("n1", [IPAddress.Loopback]), Token);
        On("pods", info => info.PathName == "p" ? new JsonObject
        {
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 9090 }) }) },
            ["status"] = new JsonObject { ["podIP"] = _podIp },
        } : null);
        On("services", _ => new JsonObject
        {
            ["spec"] = new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["name"] = "web", ["port"] = 80 }) },
        });
        On("endpointslices", _ => new JsonObject { ["items"] = _slices.DeepClone() });
        On("endpoints", _ => _endpoints);
        On("nodes", _ => new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }),
                ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = _kubelet.Port } },
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _behind.DisposeAsync();
        await _kubelet.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("POST", "/a/b?x=1&y=%20")]
    [InlineData("PUT", "/a%2Fb/c%20d/")]
    [InlineData("PATCH", "/api/v1/pods")]
    [InlineData("DELETE", "/x;y=z/@/proxy/")]
    [InlineData("OPTIONS", "/")]
    public async Task A_request_reaches_the_pod_by_every_method_with_path_query_and_body_as_written(string method, string path)
    {
        using var client = _server.ConnectAsAdmin(HttpVersion.Version11);
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority) + Pod + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = method is "GET" or "OPTIONS" ? null : new StringContent("sent"),
        };

        using var response = await client.SendAsync(request, Token);

        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Token));
        _behind.Requests.Should().ContainSingle().Which.Should().Be(
            $"{method} {path} X-Forwarded-Uri={Pod}{path.Split('?')[0]} body={(request.Content is null ? "" : "sent")}");
        _behind.Dialed.Should().Equal("10.1.2.3:8080");
    }

    [Fact]
    public async Task Who_asks_is_not_told_to_the_pod_and_what_else_the_client_says_is()
    {
        using var client = _server.Connect(token: _server.Host.AdminToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, Pod + "/");
        request.Headers.Add("X-Mine", "yes");
        request.Headers.Add("X-Remote-User", "root");
        request.Headers.Add("Impersonate-User", "system:admin");
        request.Headers.Add("Impersonate-Group", "system:masters");

        using var response = await client.SendAsync(request, Token);

        _behind.Requests.Should().ContainSingle().Which.Should().Be($"GET / X-Forwarded-Uri={Pod}/ X-Mine=yes body=");
    }

    [Fact]
    public async Task A_pod_without_a_port_named_is_reached_at_the_first_it_declares_and_one_by_TLS_where_that_is_said()
    {
        using var client = _server.ConnectAsAdmin();

        (await client.GetStringAsync("/api/v1/namespaces/n/pods/p/proxy/", Token)).Should().Be("hello");
        (await client.GetAsync("/api/v1/namespaces/n/pods/https:p:8443/proxy/", Token)).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable, "nobody speaks TLS there");

        _behind.Dialed.Should().Equal("10.1.2.3:9090", "10.1.2.3:8443");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("")]
    public async Task A_pod_that_claims_an_address_of_the_server_itself_is_not_gone_to(string ip)
    {
        _podIp = ip;

        (await RefusalAsync(Pod + "/")).Should().Be((400, "address not allowed"));
        _behind.Dialed.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/namespaces/n/pods/ftp:p:80/proxy/", 400, "invalid pod request \"ftp:p:80\"")]
    [InlineData("/api/v1/namespaces/n/pods/p:http/proxy/", 400, "invalid pod request \"p:http\": the port must be a number")]
    [InlineData("/api/v1/namespaces/n/pods/none/proxy/", 404, "pods \"none\" not found")]
    [InlineData("/api/v1/namespaces/n/services/s:81/proxy/", 503, "no service port 81 found for service \"s\"")]
    [InlineData("/api/v1/namespaces/n/services/s:web/proxy/", 503, "no endpoints available for service \"s\"")]
    [InlineData("/api/v1/nodes/n1:9999/proxy/", 400, "address not allowed")]
    public async Task What_cannot_be_reached_is_told_in_upstreams_words(string path, int code, string message)
    {
        (await RefusalAsync(path)).Should().Be((code, message));
    }

    [Theory]
    [InlineData("s:web")]
    [InlineData("s:80")]
    [InlineData("http:s:web")]
    public async Task A_service_is_reached_at_a_ready_endpoint_of_its_slices(string name)
    {
        _slices = [Slice(("10.1.2.4", false, "p"), ("10.1.2.3", true, "p"))];
        using var client = _server.ConnectAsAdmin();

        (await client.GetStringAsync($"/api/v1/namespaces/n/services/{name}/proxy/x", Token)).Should().Be("hello");

        _behind.Dialed.Should().Equal("10.1.2.3:8080");
    }

    [Fact]
    public async Task A_service_without_slices_is_reached_by_its_endpoints()
    {
        _endpoints = new JsonObject
        {
            ["subsets"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["ip"] = "10.1.2.3", ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["name"] = "p" } }),
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "web", ["port"] = 8080 }),
            }),
        };
        using var client = _server.ConnectAsAdmin();

        (await client.GetStringAsync(Service + "/x", Token)).Should().Be("hello");
    }

    [Theory]
    [InlineData("10.9.9.9", "p")]
    [InlineData("10.1.2.3", "none")]
    [InlineData("10.1.2.3", "")]
    public async Task An_endpoint_that_is_no_pods_own_address_is_not_gone_to(string address, string pod)
    {
        _slices = [Slice((address, true, pod))];

        (await RefusalAsync(Service + "/")).Code.Should().Be(503);
        _behind.Dialed.Should().BeEmpty();
    }

    [Fact]
    public async Task A_node_is_reached_at_its_kubelet_by_the_servers_own_certificate()
    {
        using var client = _server.ConnectAsAdmin();

        (await client.GetStringAsync("/api/v1/nodes/n1/proxy/stats/summary?only=1", Token)).Should().Be("a line\n");
        (await client.GetStringAsync($"/api/v1/nodes/n1:{_kubelet.Port}/proxy/healthz", Token)).Should().Be("a line\n");

        _kubelet.Requests.Should().Equal(("/stats/summary?only=1", "kube-apiserver-kubelet-client"), ("/healthz", "kube-apiserver-kubelet-client"));
    }

    [Fact]
    public async Task Without_a_path_the_browser_is_sent_to_the_folder()
    {
        using var handler = _server.TlsHandler(_server.Host.Certificates.Admin);
        handler.AllowAutoRedirect = false;
        using var client = new HttpClient(handler) { BaseAddress = _server.Host.Address };

        using var response = await client.GetAsync(Pod + "?x=1", Token);

        (response.StatusCode, response.Headers.Location!.ToString()).Should().Be((HttpStatusCode.MovedPermanently, Pod + "/?x=1"));
        _behind.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/login", Pod + "/login")]
    [InlineData("http://10.1.2.3:8080/login?x=1", Pod + "/login?x=1")]
    [InlineData("login", "login")]
    [InlineData("https://example.com/login", "https://example.com/login")]
    [InlineData(Pod + "/login", Pod + "/login")]
    public async Task A_redirect_leads_back_through_the_proxy(string told, string expected)
    {
        _behind.Answer = context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = told;
            return Task.CompletedTask;
        };
        using var handler = _server.TlsHandler(_server.Host.Certificates.Admin);
        handler.AllowAutoRedirect = false;
        using var client = new HttpClient(handler) { BaseAddress = _server.Host.Address };

        using var response = await client.GetAsync(Pod + "/x", Token);

        response.Headers.GetValues("Location").Should().Equal(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Links_of_a_page_lead_back_through_the_proxy_and_its_scripts_stay(string encoding)
    {
        const string Page = """
            <!DOCTYPE html><!-- <a href="/c"> --><base href='/'><a class=x href=/a data-y="<">A</a><img src = "/i.png" alt="a > b"/>
            <a href="rel">r</a><a href="https://example.com/x">e</a> 1 < 2 <script src="/s.js">document.write('<a href="/no">')</script><form ACTION="/f">
            """;
        _behind.Answer = async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers["Access-Control-Allow-Origin"] = "*";
            context.Response.Headers.ContentEncoding = encoding.Length > 0 ? encoding : default;
            await using var body = encoding switch
            {
                "gzip" => new GZipStream(context.Response.Body, CompressionMode.Compress, leaveOpen: true),
                "br" => new BrotliStream(context.Response.Body, CompressionMode.Compress, leaveOpen: true),
                _ => context.Response.Body,
            };
            await body.WriteAsync(Encoding.UTF8.GetBytes(Page), context.RequestAborted);
        };
        using var handler = _server.TlsHandler(_server.Host.Certificates.Admin);
        handler.AutomaticDecompression = DecompressionMethods.All;
        using var client = new HttpClient(handler) { BaseAddress = _server.Host.Address };

        using var response = await client.GetAsync(Pod + "/index.html", Token);

        response.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
        (await response.Content.ReadAsStringAsync(Token)).Should().Be(Page
            .Replace("base href='/'", $"base href='{Pod}/'").Replace("href=/a ", $"href={Pod}/a ").Replace("\"/i.png\"", $"\"{Pod}/i.png\"")
            .Replace("\"/s.js\"", $"\"{Pod}/s.js\"").Replace("\"/f\"", $"\"{Pod}/f\""));
    }

    [Fact]
    public async Task A_large_answer_streams_through_unchanged_with_its_status_and_headers()
    {
        var sent = new byte[3_000_000];
        new Random(2).NextBytes(sent);
        _behind.Answer = async context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers.CacheControl = "max-age=7";
            context.Response.ContentType = "application/octet-stream";
            await context.Response.Body.WriteAsync(sent, context.RequestAborted);
        };
        using var client = _server.ConnectAsAdmin();

        using var response = await client.GetAsync(Pod + "/blob", Token);

        ((int)response.StatusCode).Should().Be(418);
        response.Headers.CacheControl!.ToString().Should().Be("max-age=7");
        (await response.Content.ReadAsByteArrayAsync(Token)).Should().Equal(sent);
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("SPDY/3.1")]
    public async Task An_upgraded_connection_is_joined_and_the_token_in_it_stays_here(string protocol)
    {
        var token = Convert.ToBase64String(Encoding.UTF8.GetBytes(_server.Host.AdminToken)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        using var client = _server.Connect(version: HttpVersion.Version11);
        using var request = new HttpRequestMessage(HttpMethod.Get, Pod + "/ws?x=1") { Version = HttpVersion.Version11 };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd(protocol);
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", $"chat, base64url.bearer.authorization.k8s.io.{token}");

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        response.StatusCode.Should().Be(HttpStatusCode.SwitchingProtocols);
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        await stream.WriteAsync("ping"u8.ToArray(), Token);
        var echoed = new byte[4];
        await stream.ReadExactlyAsync(echoed, Token);

        Encoding.ASCII.GetString(echoed).Should().Be("ping");
        _behind.Requests.Should().ContainSingle().Which.Should().Be($"GET /ws?x=1 {protocol} chat");
    }

    [Fact]
    public async Task Only_who_may_use_the_proxy_gets_through()
    {
        using var anonymous = _server.Connect();

        using var response = await anonymous.GetAsync(Pod + "/", Token);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("cannot get resource \\\"pods/proxy\\\"");
        _behind.Dialed.Should().BeEmpty();
    }

    private void On(string resource, Func<RequestInfo, JsonObject?> answer) => _server.Endpoints.On(resource, (context, info) => answer(info) is { } found
        ? Answer.BytesAsync(context, 200, Answer.Json, Encoding.UTF8.GetBytes(found.ToJsonString()))
        : throw Api.Errors.StatusErrors.NotFound(info.GroupResource, info.PathName));

    private async Task<(int Code, string Message)> RefusalAsync(string path)
    {
        using var client = _server.ConnectAsAdmin();
        using var response = await client.GetAsync(path, Token);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["message"]!.GetValue<string>());
    }

    private static JsonObject Slice(params (string Address, bool IsReady, string Pod)[] endpoints) => new()
    {
        ["addressType"] = "IPv4",
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "web", ["port"] = 8080 }),
        ["endpoints"] = new JsonArray([.. endpoints.Select(each => new JsonObject
        {
            ["addresses"] = new JsonArray(each.Address),
            ["conditions"] = new JsonObject { ["ready"] = each.IsReady },
            ["targetRef"] = each.Pod.Length > 0 ? new JsonObject { ["kind"] = "Pod", ["name"] = each.Pod } : null,
        })]),
    };
}
