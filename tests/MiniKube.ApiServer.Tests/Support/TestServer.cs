using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Tests.Authorization.Rbac;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A server on a free port of the loopback address, with scripted endpoints behind its edge.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TestServer(ApiServerHost host, ScriptedEndpoints endpoints, EmptyStore store)
    {
        Host = host;
        Endpoints = endpoints;
        Store = store;
    }

    public ApiServerHost Host { get; }

    public ScriptedEndpoints Endpoints { get; }

    public EmptyStore Store { get; }

    public static Task<TestServer> StartAsync(bool serve = true) => StartAsync(options => options with { Serve = serve });

    public static Task<TestServer> StartAsync(Func<ApiServerOptions, ApiServerOptions> configure) =>
        StartInAsync(TimeProvider.System, NullLoggerFactory.Instance, configure);

    /// <param name="time">The clock.</param>
    /// <param name="logging">Where it logs to.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="roles">Roles and bindings beside the default ones.</param>
    public static Task<TestServer> StartInAsync(
        TimeProvider time, ILoggerFactory logging, Func<ApiServerOptions, ApiServerOptions> configure, params IEnumerable<JsonObject> roles) =>
        StartInAsync(time, logging, configure, services => services, roles);

    /// <summary>Among surroundings of the test's own.</summary>
    public static Task<TestServer> StartAmongAsync(Func<ApiServerServices, ApiServerServices> surround) =>
        StartInAsync(TimeProvider.System, NullLoggerFactory.Instance, options => options, surround, []);

    private static async Task<TestServer> StartInAsync(
        TimeProvider time,
        ILoggerFactory logging,
        Func<ApiServerOptions, ApiServerOptions> configure,
        Func<ApiServerServices, ApiServerServices> surround,
        IEnumerable<JsonObject> roles)
    {
        var endpoints = new ScriptedEndpoints();
        var store = new EmptyStore { Items = [.. RbacObjects.Default.Concat(roles).Select(RbacObjects.Stored).OrderBy(item => item.Key)] };
        var options = configure(new ApiServerOptions { Port = 0 });
        var random = new SeededRandomSource(1);
        var services = surround(new ApiServerServices(time, random, new RandomUidSource(random), logging));
        var host = await ApiServerHost.StartAsync(
            options, Task.FromResult<IStore>(store), services, MakeEndpointsAsync, TestContext.Current.CancellationToken);
        return new TestServer(host, endpoints, store);

        async ValueTask<MiniKube.ApiServer.Http.IResourceEndpoints> MakeEndpointsAsync(EndpointSurroundings surroundings, CancellationToken cancellationToken)
        {
            await surroundings.Access.WaitUntilKnownAsync(cancellationToken);
            return endpoints;
        }
    }

    /// <summary>Over TLS, trusting the cluster's root only.</summary>
    public HttpClient Connect(KeyedCertificate? certificate = null, string? token = null, Version? version = null)
    {
        var client = new HttpClient(TlsHandler(certificate)) { BaseAddress = Host.Address };
        client.DefaultRequestVersion = version ?? System.Net.HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public HttpClient ConnectAsAdmin(Version? version = null) => Connect(Host.Certificates.Admin, version: version);

    public HttpClient ConnectInProcess(UserInfo? user = null) =>
        new(Host.CreateInProcessHandler(user ?? UserInfo.Authenticated("tester", UserInfo.MastersGroup))) { BaseAddress = new Uri("https://in-process") };

    public SocketsHttpHandler TlsHandler(KeyedCertificate? certificate)
    {
        var handler = new SocketsHttpHandler();
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Host.Certificates.AuthorityPem));
        handler.SslOptions.CertificateChainPolicy = trust;
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate.ToCertificate()];
        }

        return handler;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
