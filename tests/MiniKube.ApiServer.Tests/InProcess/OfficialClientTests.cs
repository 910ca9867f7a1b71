using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.InProcess;

public sealed class OfficialClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_official_client_creates_lists_and_watches(bool serve)
    {
        await using var store = await EmbeddedStore.OpenAsync(new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System, Token);
        await using var host = await StartAsync(store, serve);
        using var client = serve ? ConnectByTls(host) : ConnectInProcess(host);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var seen = FirstEventAsync(client, end.Token);

        var created = await client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a" }, Data = new Dictionary<string, string> { ["x"] = "y" } },
            "default",
            cancellationToken: Token);
        var listed = await client.CoreV1.ListNamespacedConfigMapAsync("default", cancellationToken: Token);

        listed.Items.Should().Contain(item => item.Metadata.Uid == created.Metadata.Uid);
        (await seen).Should().Be((WatchEventType.Added, "a"));
        await end.CancelAsync();
    }

    private static async Task<(WatchEventType Type, string Name)> FirstEventAsync(k8s.Kubernetes client, CancellationToken cancellationToken)
    {
        var events = client.CoreV1.WatchListNamespacedConfigMapAsync("default", fieldSelector: "metadata.name=a", cancellationToken: cancellationToken);
        await foreach (var (type, item) in events)
        {
            return (type, item.Metadata.Name);
        }

        throw new InvalidOperationException("The watch ended without an event.");
    }

    private static Task<ApiServerHost> StartAsync(EmbeddedStore store, bool serve)
    {
        var random = new SeededRandomSource(1);
        var services = new ApiServerServices(TimeProvider.System, random, new RandomUidSource(random), NullLoggerFactory.Instance);
        return ApiServerHost.StartAsync(new ApiServerOptions { Port = 0, Serve = serve }, store, services, Token);
    }

    private static k8s.Kubernetes ConnectByTls(ApiServerHost host) => new(new KubernetesClientConfiguration
    {
        Host = host.Address!.GetLeftPart(UriPartial.Authority),
        SslCaCerts = [X509Certificate2.CreateFromPem(host.Certificates.AuthorityPem)],
        ClientCertificateData = Encode(host.Certificates.Admin.CertificatePem),
        ClientCertificateKeyData = Encode(host.Certificates.Admin.PrivateKeyPem),
    });

    private static k8s.Kubernetes ConnectInProcess(ApiServerHost host)
    {
        var handler = host.CreateInProcessHandler(UserInfo.Authenticated("tester", UserInfo.MastersGroup));
        return new k8s.Kubernetes(new KubernetesClientConfiguration { Host = "https://in-process" }, new Detour(handler));
    }

    private static string Encode(string pem) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pem));

    /// <summary>Takes the requests before they reach the socket handler that the client puts at the end of its chain.</summary>
    private sealed class Detour(HttpMessageHandler target) : DelegatingHandler
    {
        private readonly HttpMessageInvoker _target = new(target);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _target.SendAsync(request, cancellationToken);
    }
}
