using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Kubelet.Serving;

namespace MiniKube.Kubelet.Tests.Serving;

public sealed class KubeletServerTests
{
    [Theory]
    [InlineData(null, 401)]
    [InlineData("CN=somebody", 403)]
    [InlineData("CN=kube-apiserver-kubelet-client", 200)]
    [InlineData("CN=admin, O=system:masters", 200)]
    public async Task Only_the_API_server_and_administrators_of_the_cluster_get_in(string? subject, int status)
    {
        using var authority = Authority("CN=cluster");
        using var serving = Issue(authority, "CN=node", isServer: true);
        var options = new KubeletServingOptions { BindAddress = IPAddress.Loopback, Port = 0, Certificate = serving, ClientAuthority = authority };
        var token = TestContext.Current.CancellationToken;
        await using var server = await KubeletServer.StartAsync(options, context => context.Response.WriteAsync("in", token), NullLoggerFactory.Instance, token);

        var answer = await AskAsync(server.Port, subject is null ? null : Issue(authority, subject, isServer: false));

        ((int)answer).Should().Be(status);
    }

    [Fact]
    public async Task A_certificate_of_another_cluster_does_not_even_get_a_connection()
    {
        using var authority = Authority("CN=cluster");
        using var other = Authority("CN=cluster");
        using var serving = Issue(authority, "CN=node", isServer: true);
        var options = new KubeletServingOptions { BindAddress = IPAddress.Loopback, Port = 0, Certificate = serving, ClientAuthority = authority };
        var token = TestContext.Current.CancellationToken;
        await using var server = await KubeletServer.StartAsync(options, context => context.Response.WriteAsync("in", token), NullLoggerFactory.Instance, token);

        var ask = () => AskAsync(server.Port, Issue(other, "CN=admin, O=system:masters", isServer: false));

        await ask.Should().ThrowAsync<HttpRequestException>();
    }

    private static async Task<HttpStatusCode> AskAsync(int port, X509Certificate2? client)
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
        using var response = await http.GetAsync(new Uri($"https://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);
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
