using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Encryption;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Forwarding;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.Health;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.InProcess;
using MiniKube.ApiServer.KubeletProxy;
using MiniKube.ApiServer.Metrics;
using MiniKube.ApiServer.OpenApi;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.SubresourceProxy;
using MiniKube.Schema.Resources;
using MiniKube.Store;
using MiniKube.Store.Metrics;

namespace MiniKube.ApiServer;

/// <summary>An API server that runs: over sockets, in process, or both. The store stays its caller's.</summary>
public sealed class ApiServerHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly RunningRequests _running = new();
    private readonly ApiServerOptions _options;
    private readonly ApiServerServices _services;
    private readonly RequestDelegate _pipeline;
    private readonly StaticTokens _tokens;
    private ServiceAccountTokens? _serviceAccounts;
    private IResourceEndpoints? _endpoints;
    private KestrelFront? _front;
    private RequestPipeline? _requests;
    private NodeKubeletConnector? _kubelets;
    private ProxyEndpoint? _proxy;
    private ExtensionDescriptions? _descriptions;
    private AccessControl? _access;
    private Auditor? _auditor;
    private Authentications? _authentications;
    private FlowControlHost? _flow;
    private EncryptionAtRest? _encryption;
    private int _isStopping;

    private ApiServerHost(ApiServerOptions options, ApiServerServices services)
    {
        _options = options;
        _services = services;
        _pipeline = RunAsync;
        Certificates = ClusterCertificates.Open(options, services.Time, services.Random);
        _tokens = StaticTokens.Open(Certificates.Files, options.TokenAuthFile);
    }

    /// <summary>Where clients on this machine reach it; null when it serves in process only.</summary>
    public Uri? Address => _front?.Address;

    public ClusterCertificates Certificates { get; }

    /// <summary>A bearer token with every right.</summary>
    public string AdminToken => _tokens.AdminToken;

    /// <summary>A token of a service account that is good as long as a Secret of its namespace holds it.</summary>
    public string MintSecretToken(string @namespace, string account, string accountUid, string secret) =>
        _serviceAccounts!.MintForSecret(@namespace, account, accountUid, secret);

    /// <summary>Carries requests to this server without sockets, as the given user.</summary>
    public HttpMessageHandler CreateInProcessHandler(UserInfo user) => new InProcessHandler(_pipeline, user, _stopped.Token);

    /// <summary>
    /// Ends streams, lets requests finish within the grace time, and closes. Readiness fails from the start of it. A second call does nothing.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStopping, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        using var grace = new CancellationTokenSource(_options.StopGrace, _services.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, cancellationToken);
        await (_endpoints?.LeaveAsync(end.Token) ?? ValueTask.CompletedTask);
        if (_front is not null)
        {
            await _front.StopAsync(end.Token);
        }

        await _stopped.CancelAsync();
        await _running.WaitForNoneAsync(end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(default);
        if (_front is not null)
        {
            await _front.DisposeAsync();
        }

        if (_endpoints is IAsyncDisposable endpoints)
        {
            await endpoints.DisposeAsync();
        }

        if (_access is not null)
        {
            await _access.DisposeAsync();
        }

        _proxy?.Dispose();
        _descriptions?.Dispose();
        if (_flow is not null)
        {
            await _flow.DisposeAsync();
        }

        if (_auditor is not null)
        {
            await _auditor.DisposeAsync();
        }

        if (_authentications is not null)
        {
            await _authentications.DisposeAsync();
        }

        if (_encryption is not null)
        {
            await _encryption.DisposeAsync();
        }

        _kubelets?.Dispose();
        Certificates.Dispose();
        _stopping.Dispose();
        _stopped.Dispose();
    }

    /// <summary>Starts a server over a store; makes what every cluster has if it is not there. Ready when this returns.</summary>
    public static Task<ApiServerHost> StartAsync(
        ApiServerOptions options, IStore store, ApiServerServices services, CancellationToken cancellationToken) =>
        StartAsync(options, Task.FromResult(store), services, cancellationToken);

    /// <summary>Starts over a store that may still be opening: certificates and sockets are prepared meanwhile.</summary>
    public static Task<ApiServerHost> StartAsync(
        ApiServerOptions options, Task<IStore> opening, ApiServerServices services, CancellationToken cancellationToken) =>
        StartAsync(options, opening, services, ResourceEndpointsComposition.CreateAsync, cancellationToken);

    /// <summary>Starts with endpoints of the caller's making.</summary>
    internal static async Task<ApiServerHost> StartAsync(
        ApiServerOptions options, Task<IStore> opening, ApiServerServices services, ResourceEndpointsFactory makeEndpoints, CancellationToken cancellationToken)
    {
        var host = new ApiServerHost(options, services);
        try
        {
            await host.BuildAsync(opening, makeEndpoints, cancellationToken);
            await (host._front?.StartAsync(cancellationToken) ?? Task.CompletedTask);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task BuildAsync(Task<IStore> opening, ResourceEndpointsFactory makeEndpoints, CancellationToken cancellationToken)
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        _auditor = AuditComposition.Open(_options.Audit, registry, _services);
        var api = new ServedApi();
        var serviceAccounts = _serviceAccounts = new ServiceAccountTokens(
            Certificates.ServiceAccountKey, _options.ServiceAccountIssuer, _services.Time, _services.Uids)
        {
            DefaultAudiences = _options.Authentication.Audiences is [] ? [_options.ServiceAccountIssuer] : _options.Authentication.Audiences,
        };
        var objects = new InProcessObjectReader(new(ConnectAsServer));
        _authentications = new Authentications(_options, _services, _tokens, serviceAccounts, objects, objects, registry);
        var authenticator = _authentications.Authenticator;
        if (_options.Serve)
        {
            // Issued in its turn: what chance gives to whom does not depend on which thread is faster.
            Certificates.Serving();
            _front = new KestrelFront(_options, _services, Present, _pipeline, cancellationToken);
        }

        _encryption = await EncryptionAtRest.StartAsync(_options.Encryption, ApiCatalog.BuiltIn, _services, cancellationToken);
        var store = await opening;
        var health = HealthChecks.ForServer(store, _services.Time, _stopping.Token);
        if (_encryption is not null)
        {
            health.Add(_encryption.Health);
        }

        var kept = _encryption?.Over(store) ?? store;
        _access = await AccessControl.StartAsync(kept, _options.Authorization, _services);
        _flow = _options.HasPriorityAndFairness ? FlowControlHost.Start(kept, _options, registry, _services) : null;
        var authorizer = _access.Authorizer;
        var reviews = new Reviews(authorizer, authenticator, _authentications.Audiences);
        _endpoints = await makeEndpoints(
            new EndpointSurroundings(_options, _services, _access.Store, serviceAccounts, reviews, _access, Certificates, _authentications.FrontProxies, health, registry, api) { Flow = _flow },
            cancellationToken);
        ProcessMetrics.Register(registry);
        var scraped = new MetricsEndpoint(registry, store as IStoreMetricsSource);
        var forwarder = new Forwarder(_services.Time, _services.Logging);
        var extensions = new ExtensionProxy(forwarder);
        _descriptions = new ExtensionDescriptions(api, _services.Time, _services.Logging.CreateLogger<ExtensionDescriptions>());
        var paths = NonResourcePaths.Make(api, new OpenApiEndpoint(new ServedOpenApi(api, _descriptions), extensions), health, scraped, serviceAccounts, _flow?.Controller, _services.Logging);
        var metrics = new RequestMetrics(registry);
        var router = new RequestRouter(new ResourceRoutes(api), _endpoints, OthersFor(objects, forwarder, extensions), paths, metrics);
        _requests = new RequestPipeline(_options, _services, authenticator, authorizer, router, metrics, _auditor, _flow is null ? null : new FlowSeats(_flow.Controller), _stopping.Token);
    }

    private ServingCertificate Present() => new(
        Certificates, _authentications?.FrontProxies, _options.Tls, _services.Time, _services.Logging.CreateLogger<ServingCertificate>());

    /// <summary>What other servers answer in this one's place.</summary>
    private ForwardingEndpoints OthersFor(InProcessObjectReader objects, Forwarder forwarder, ExtensionProxy extensions)
    {
        var kubelets = ConnectorFor(objects);
        _proxy = new ProxyEndpoint(objects, objects, kubelets, forwarder, _services);
        return new ForwardingEndpoints(new PodProxy(objects, kubelets, forwarder, _services.Time), _proxy, extensions);
    }

    /// <summary>The one that was given, or our own, which ends with the server.</summary>
    private IKubeletConnector ConnectorFor(IObjectReader objects)
    {
        var connector = _services.Kubelets ?? (_kubelets = new NodeKubeletConnector(objects, Certificates));
        return _services.LocalKubelets is { } local ? new LocalFirstConnector(local, connector) : connector;
    }

    private async Task RunAsync(HttpContext context)
    {
        using (_running.Enter())
        {
            if (_services.OwnPaths.TryGetValue(context.Request.Path.Value ?? "", out var own))
            {
                await own(context);
                return;
            }

            await (_requests ?? throw new InvalidOperationException("The server has not been built yet.")).InvokeAsync(context);
        }
    }

    private HttpMessageInvoker ConnectAsServer() =>
        new(CreateInProcessHandler(UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup)));
}
