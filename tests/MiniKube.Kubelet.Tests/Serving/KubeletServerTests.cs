using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Kubelet.Serving;
using MiniKube.Kubelet.Serving.Access;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Serving;

public sealed class KubeletServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "/pods", 401)]
    [InlineData("CN=somebody", "/pods", 403)]
    [InlineData("CN=reader", "/pods", 200)]
    [InlineData("CN=reader", "/containerLogs/default/web/web", 403)]
    [InlineData("CN=kube-apiserver-kubelet-client", "/exec/default/web/web", 200)]
    [InlineData("CN=admin, O=system:masters", "/run", 200)]
    public async Task A_certificate_gets_as_far_as_the_API_server_allows(string? subject, string path, int status)
    {
        using var authority = Authority("CN=cluster");
        using var serving = Issue(authority, "CN=node", isServer: true);
        await using var server = await StartAsync(authority, serving, new ReviewingApi());

        var answer = await AskAsync(server.Port, subject is null ? null : Issue(authority, subject, isServer: false), path);

        ((int)answer).Should().Be(status);
    }

    [Theory]
    [InlineData("good", 200)]
    [InlineData("stale", 401)]
    public async Task A_token_is_who_the_API_server_says_and_is_asked_about_once(string bearer, int status)
    {
        using var authority = Authority("CN=cluster");
        using var serving = Issue(authority, "CN=node", isServer: true);
        var api = new ReviewingApi();
        await using var server = await StartAsync(authority, serving, api);

        var first = await AskAsync(server.Port, null, "/metrics", bearer);
        var second = await AskAsync(server.Port, null, "/metrics", bearer);

        ((int)first, (int)second).Should().Be((status, status));
        api.TokensAsked.Should().Be(1);
        api.RightsAsked.Should().BeEquivalentTo(status == 200 ? ["get nodes/metrics of node-1 for prometheus"] : Array.Empty<string>());
    }

    [Fact]
    public async Task Nobody_new_gets_in_while_the_API_server_cannot_be_asked()
    {
        using var authority = Authority("CN=cluster");
        using var serving = Issue(authority, "CN=node", isServer: true);
        var api = new ReviewingApi();
        await using var server = await StartAsync(authority, serving, api);
        var reader = Issue(authority, "CN=reader", isServer: false);
        await AskAsync(server.Port, reader, "/pods");

        api.IsDown = true;

        ((int)await AskAsync(server.Port, reader, "/pods")).Should().Be(200, "what was answered holds for a while");
        ((int)await AskAsync(server.Port, Issue(authority, "CN=kube-apiserver-kubelet-client", isServer: false), "/pods")).Should().Be(500);
    }

    [Theory]
    [InlineData("/stats/summary", "stats")]
    [InlineData("/metrics/cadvisor", "metrics")]
    [InlineData("/logs/syslog", "log")]
    [InlineData("/healthz", "healthz proxy")]
    [InlineData("/configz", "configz proxy")]
    [InlineData("/pods", "pods proxy")]
    [InlineData("/runningpods/", "pods proxy")]
    [InlineData("/podsx", "proxy")]
    [InlineData("/containerLogs/a/b/c", "proxy")]
    public void Each_path_is_a_right_of_its_own_or_that_of_the_proxy(string path, string subresources)
    {
        NodeAttributes.SubresourcesOf(path).Should().Equal(subresources.Split(' '));
    }

    [Fact]
    public void Answers_are_forgotten_when_their_time_is_over_and_no_more_are_kept_than_the_bound()
    {
        var time = new FakeTimeProvider();
        var cache = new AnswerCache<int, bool>(3, time);
        foreach (var key in Enumerable.Range(1, 4))
        {
            cache.Set(key, true, TimeSpan.FromMinutes(key));
        }

        cache.TryGet(1, out _).Should().BeFalse("the one that ends first made room");
        cache.TryGet(2, out _).Should().BeTrue();
        time.Advance(TimeSpan.FromMinutes(2));
        cache.TryGet(2, out _).Should().BeFalse();
        cache.TryGet(4, out _).Should().BeTrue();
    }

    [Fact]
    public async Task A_certificate_of_another_cluster_does_not_even_get_a_connection()
    {
        using var authority = Authority("CN=cluster");
        using var other = Authority("CN=cluster");
        using var serving = Issue(authority, "CN=node", isServer: true);
        await using var server = await StartAsync(authority, serving, new ReviewingApi());

        var ask = () => AskAsync(server.Port, Issue(other, "CN=admin, O=system:masters", isServer: false));

        await ask.Should().ThrowAsync<HttpRequestException>();
    }

    private static Task<KubeletServer> StartAsync(X509Certificate2 authority, X509Certificate2 serving, ReviewingApi api)
    {
        var options = new KubeletServingOptions { BindAddress = IPAddress.Loopback, Port = 0, Certificate = () => serving, ClientAuthority = authority };
        var gate = new KubeletGate(new CallerReviews(api.Client, "node-1", TimeProvider.System), NullLogger<KubeletGate>.Instance);
        return KubeletServer.StartAsync(options, gate, context => context.Response.WriteAsync("in", Token), NullLoggerFactory.Instance, Token);
    }

    private static async Task<HttpStatusCode> AskAsync(int port, X509Certificate2? client, string path = "/", string? bearer = null)
    {
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The test is about the client's certificate.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        if (client is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => client;
        }

        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        using var response = await http.GetAsync(new Uri($"https://127.0.0.1:{port}{path}"), Token);
        return response.StatusCode;
    }

    private static X509Certificate2 Authority(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string subject, bool isServer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], true));
        using var issued = request.Create(authority, new DateTimeOffset(authority.NotBefore), new DateTimeOffset(authority.NotAfter), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
