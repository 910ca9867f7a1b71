using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Admission.Policies;
using MiniKube.ApiServer.Admission.Quotas;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.CustomResources;
using MiniKube.ApiServer.Health;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Allocation;
using MiniKube.ApiServer.Registry.Bootstrap;
using MiniKube.ApiServer.Registry.Servers;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Schema.Resources;
using MiniKube.Store;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Puts storage, watch caches, admission, registry and endpoints together, and makes what every cluster has.</summary>
internal static class ResourceEndpointsComposition
{
    public static async ValueTask<IResourceEndpoints> CreateAsync(EndpointSurroundings surroundings, CancellationToken cancellationToken)
    {
        var catalog = ApiCatalog.BuiltIn;
        var outside = surroundings.Services;
        var ranges = new ServiceRanges(surroundings.Options.ServiceClusterIpRange, surroundings.Options.SecondaryServiceClusterIpRange);
        var allocator = new ServiceAllocator(new ObjectStorage(surroundings.Store), ranges, outside);
        var quotas = new SettledQuotas(new QuotaIndex());
        var resources = new ServedResources(catalog, new Strategies(allocator, surroundings.Api, quotas));
        var sources = await AdmissionSources.StartAsync(surroundings.Store, resources, quotas, outside, cancellationToken);
        var storage = new ObjectStorage(sources.Store);
        var admission = AdmissionComposition.Make(storage, resources, quotas, sources, surroundings);
        var registry = new RegistryServices(storage, admission, new FieldOwnership(resources), outside);
        var creator = new ObjectCreator(registry);
        var updater = new ObjectUpdater(registry, creator);
        var deleter = new ObjectDeleter(registry);
        await new AllocationRepair(
            storage, resources.Get(new GroupVersionResource("", "v1", "services")), outside, outside.Logging.CreateLogger<AllocationRepair>())
            .RunAsync(cancellationToken);
        var bootstrapper = new Bootstrapper(storage, creator, updater, resources, outside.Time);
        await bootstrapper.RunAsync(surroundings.Options, ranges, cancellationToken);
        await new PolicyReconciler(storage, updater, deleter, resources, outside).RunAsync(cancellationToken);
        var flowControl = new FlowControlReconciler(storage, updater, deleter, resources, outside);
        await flowControl.RunAsync(cancellationToken);
        await (surroundings.Flow?.StartUpkeepAsync(flowControl.RunAsync, updater, resources, outside, cancellationToken) ?? Task.CompletedTask);
        await surroundings.Access.WaitUntilKnownAsync(cancellationToken);
        surroundings.Health.Add(new HealthCheck(
            "poststarthook/rbac/bootstrap-roles",
            IsForLiveness: false,
            _ => ValueTask.FromResult(surroundings.Access.HasDefaultRoles ? null : "the default roles are not there")));

        var services = new EndpointServices(
            storage,
            new WatchCaches(surroundings.Store, outside.Time, outside.Logging),
            resources,
            creator,
            updater,
            deleter,
            registry.Admission,
            registry.Ownership,
            new CreateRight(surroundings.Access.Authorizer),
            surroundings.Reviews,
            surroundings.Tokens,
            outside);
        var definitions = new CustomResourceDefinitionHost(services, surroundings.Api);
        await definitions.StartAsync(cancellationToken);
        var published = new ExtensionAuthenticationHost(
            services, surroundings.Certificates, surroundings.Options.Authentication.RequestHeaders, surroundings.FrontProxies);
        await published.StartAsync(cancellationToken);
        var apiServices = new ApiServiceHost(services, surroundings.Api, surroundings.Certificates);
        await apiServices.StartAsync(cancellationToken);
        var loops = await KeepObjectsAsync(services, surroundings, bootstrapper, ranges, cancellationToken);
        var servers = await StartServerAddressesAsync(bootstrapper, surroundings, storage.Store, cancellationToken);
        var components = new ComponentStatuses(storage, surroundings.Health, outside);
        var policyTypes = new PolicyTypeHost(services, surroundings.Api);
        return new ResourceEndpoints(services, catalog, sources, components, [policyTypes, .. loops, published, apiServices, definitions]) { Servers = servers };
    }

    /// <summary>What the server itself needs, and makes again when somebody deletes it.</summary>
    private static async Task<ImmutableArray<KeptObjectHost>> KeepObjectsAsync(
        EndpointServices services, EndpointSurroundings surroundings, Bootstrapper bootstrapper, ServiceRanges ranges, CancellationToken cancellationToken)
    {
        var (storage, resources, outside) = (services.Storage, services.Resources, services.Surroundings);
        // The other namespaces of the system cannot be deleted.
        var kubernetes = Kept("services", new NamespacedName("default", "kubernetes"));
        var leases = Kept("namespaces", new NamespacedName("", BootstrapObjects.NodeLeases));
        var tracking = new LegacyTokenTracking(services.Creator, services.Updater, resources, outside.Time);
        await tracking.SettleAsync(await storage.FindAsync(tracking.Key, cancellationToken), cancellationToken);
        return [new KeptObjectHost(storage, tracking.Key, tracking.SettleAsync, outside), kubernetes, leases];

        KeptObjectHost Kept(string resource, NamespacedName name) => new(
            storage,
            resources.Get(new GroupVersionResource("", "v1", resource)).Keys.For(name),
            async (stored, stop) =>
            {
                if (stored is null)
                {
                    await bootstrapper.RunAsync(surroundings.Options, ranges, stop);
                    await PublishAloneAsync(bootstrapper, surroundings, stop);
                }
            },
            outside);
    }

    /// <summary>Lets the <c>kubernetes</c> Service lead to this server, where it has the store for itself.</summary>
    private static Task PublishAloneAsync(Bootstrapper bootstrapper, EndpointSurroundings surroundings, CancellationToken cancellationToken) =>
        surroundings.Services.Leases is null && BootstrapObjects.AddressOf(surroundings.Options) is { } own
            ? bootstrapper.PublishAsync([own], surroundings.Options.Port, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Lets the <c>kubernetes</c> Service lead to this server, and to the others that share the store; null when there is nobody to follow.</summary>
    private static async Task<ServerAddressHost?> StartServerAddressesAsync(
        Bootstrapper bootstrapper, EndpointSurroundings surroundings, IStore store, CancellationToken cancellationToken)
    {
        var (options, outside) = (surroundings.Options, surroundings.Services);
        if (BootstrapObjects.AddressOf(options) is not { } own)
        {
            return null;
        }

        if (outside.Leases is null)
        {
            await PublishAloneAsync(bootstrapper, surroundings, cancellationToken);
            return null;
        }

        return await ServerAddressHost.StartAsync(
            new ServerAddresses(store, outside.Leases, own, options.ServerLeaseTtl),
            store,
            (addresses, stop) => bootstrapper.PublishAsync(addresses, options.Port, stop),
            options.ServerLeaseTtl * 2 / 3,
            outside,
            cancellationToken);
    }
}
