using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Health;
using MiniKube.Client.Api;
using MiniKube.Client.Kubeconfigs;
using MiniKube.Hosting.Nodes;
using MiniKube.Hosting.Replicas;
using MiniKube.Store;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>Store and API server: what everything else is a client of.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    // In process nothing resolves this name: it only makes absolute addresses.
    private static readonly Uri InProcessAddress = new("https://kubernetes.default.svc");

    private readonly OpenedStore _store;
    private readonly HostServices _services;
    private readonly List<HttpMessageHandler> _handlers = [];

    private ControlPlane(OpenedStore store, ApiServerHost apiServer, LocalKubelets kubelets, ComponentHealth components, HostServices services)
    {
        Components = components;
        _store = store;
        ApiServer = apiServer;
        Kubelets = kubelets;
        _services = services;
    }

    /// <summary>Kubelets of this process that serve no socket.</summary>
    internal LocalKubelets Kubelets { get; }

    /// <summary>Where what runs beside the server in this process says how it is.</summary>
    internal ComponentHealth Components { get; }

    public ApiServerHost ApiServer { get; }

    public ClusterCertificates Certificates => ApiServer.Certificates;

    /// <summary>Whether other control planes may have the same store, so that only one of their loops must act.</summary>
    public bool IsShared => _store.IsShared;

    /// <summary>Where the API is served; an address that only works in process when it is not.</summary>
    public Uri Address => ApiServer.Address ?? InProcessAddress;

    public static async Task<ControlPlane> StartAsync(ControlPlaneOptions options, HostServices services, CancellationToken cancellationToken)
    {
        var opening = OpenedStore.OpenAsync(options, services, cancellationToken);
        var kubelets = new LocalKubelets();
        var components = new ComponentHealth();
        try
        {
            // One of several servers gets the keys of all as it joins, and knows of the others by the store's leases; any other prepares its own
            // keys while the store opens.
            var shared = Replica.IsWanted(options) || options.Datastore is not null ? await opening : null;
            var paths = shared?.Paths ?? FrozenDictionary<string, RequestDelegate>.Empty;
            var apiServer = await ApiServerHost.StartAsync(
                ApiServerOptionsFrom(options), StoreOfAsync(opening), services.ForApiServer(kubelets, components, paths, shared?.Leases), cancellationToken);
            var controlPlane = new ControlPlane(await opening, apiServer, kubelets, components, services);
            if (options.KubeconfigPath is { } path)
            {
                await KubeconfigWriter.WriteAsync(path, controlPlane.AdminKubeconfig(), cancellationToken);
            }

            return controlPlane;
        }
        catch
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (opening.IsCompletedSuccessfully ? (await opening).DisposeAsync() : ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>Where etcd's clients are served; null when they are not.</summary>
    public Uri? EtcdAddress => _store.EtcdAddress;

    /// <summary>A client in this process, as one of the cluster's own identities.</summary>
    public IApiClient ClientFor(string user, ImmutableArray<string> groups, string userAgent)
    {
        var handler = HandlerFor(user, groups);
        return ApiClientFactory.FromHandler(handler, InProcessAddress, userAgent, _services.Time);
    }

    /// <summary>A client in this process, as a service account.</summary>
    public IApiClient ClientForServiceAccount(string @namespace, string name, string userAgent) => ClientFor(
        $"system:serviceaccount:{@namespace}:{name}", ["system:serviceaccounts", $"system:serviceaccounts:{@namespace}"], userAgent);

    /// <summary>The API in this process for any HTTP client, as one of the cluster's own identities. Lives as long as the control plane.</summary>
    public HttpMessageHandler HandlerFor(string user, ImmutableArray<string> groups)
    {
        var handler = ApiServer.CreateInProcessHandler(UserInfo.Authenticated(user, [.. groups]));
        _handlers.Add(handler);
        return handler;
    }

    public Kubeconfig AdminKubeconfig() => KubeconfigFor("kubernetes-admin", Certificates.Admin);

    /// <summary>How to reach this server with a certificate.</summary>
    public Kubeconfig KubeconfigFor(string user, KeyedCertificate certificate) => new()
    {
        Server = Address,
        UserName = user,
        CertificateAuthorityPem = Certificates.AuthorityPem,
        ClientCertificatePem = certificate.CertificatePem,
        ClientKeyPem = certificate.PrivateKeyPem,
    };

    public async ValueTask DisposeAsync()
    {
        await ApiServer.DisposeAsync();
        Kubelets.Dispose();
        _handlers.ForEach(handler => handler.Dispose());
        await _store.DisposeAsync();
    }

    private static async Task<IStore> StoreOfAsync(Task<OpenedStore> opening) => (await opening).Store;

    private static ApiServerOptions ApiServerOptionsFrom(ControlPlaneOptions options) => options.ConfigureApiServer(new ApiServerOptions
    {
        BindAddress = options.BindAddress,
        Port = options.Port,
        DataDirectory = options.DataDirectory,
        Serve = options.Serve,
        Audit = options.Audit,
        Authentication = options.Authentication,
        Authorization = options.Authorization,
        Encryption = options.Encryption,
        TokenAuthFile = options.TokenAuthFile,
        ExtraSubjectNames = options.ExtraSubjectNames,
    });
}
