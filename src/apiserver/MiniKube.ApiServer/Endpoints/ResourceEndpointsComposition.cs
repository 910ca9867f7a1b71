using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Admission.Limits;
using MiniKube.ApiServer.Admission.PodSecurity;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.CustomResources;
using MiniKube.ApiServer.Health;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Allocation;
using MiniKube.ApiServer.Registry.Bootstrap;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Puts storage, watch caches, admission, registry and endpoints together, and makes what every cluster has.</summary>
internal static class ResourceEndpointsComposition
{
    public static async ValueTask<IResourceEndpoints> CreateAsync(EndpointSurroundings surroundings, CancellationToken cancellationToken)
    {
        var catalog = ApiCatalog.BuiltIn;
        var outside = surroundings.Services;
        var storage = new ObjectStorage(surroundings.Store);
        var addresses = new AddressRange(surroundings.Options.ServiceClusterIpRange);
        var resources = new ServedResources(catalog, new Strategies(new ServiceAllocator(storage, addresses, outside.Random), surroundings.Api));
        var registry = new RegistryServices(storage, Admission(storage, resources, surroundings.Access, outside), new FieldOwnership(resources), outside);
        var creator = new ObjectCreator(registry);
        var updater = new ObjectUpdater(registry, creator);
        var deleter = new ObjectDeleter(registry);
        await new Bootstrapper(storage, creator, updater, resources, outside.Time)
            .RunAsync(surroundings.Options, addresses, cancellationToken);
        await new PolicyReconciler(storage, updater, deleter, resources, outside).RunAsync(cancellationToken);
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
        await ExtensionAuthentication.EnsureAsync(services, surroundings.Certificates, cancellationToken);
        var apiServices = new ApiServiceHost(services, surroundings.Api.Aggregated, surroundings.Certificates);
        apiServices.Start();
        return new ResourceEndpoints(services, catalog, definitions, apiServices);
    }

    /// <summary>The order is upstream's: the namespace first, then what a pod is given.</summary>
    private static AdmissionChain Admission(
        ObjectStorage storage, ServedResources resources, AccessControl access, ApiServerServices outside)
    {
        var lifecycle = new NamespaceLifecycle(storage);
        var limits = new LimitRanger(storage, resources.Get(new GroupVersionResource("", "v1", "limitranges")));
        return new AdmissionChain(
            [
                lifecycle,
                limits,
                new ServiceAccountAdmission(
                    storage,
                    resources.Get(new GroupVersionResource("", "v1", "serviceaccounts")),
                    new GeneratedNames(outside.Random),
                    outside.Time),
                new PriorityAdmission(storage, resources.Get(new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses"))),
                new DefaultTolerationSeconds(),
                DefaultClass.OfStorage(storage, resources.Get(new GroupVersionResource("storage.k8s.io", "v1", "storageclasses"))),
                new RuntimeClassAdmission(storage, resources.Get(new GroupVersionResource("node.k8s.io", "v1", "runtimeclasses"))),
                DefaultClass.OfIngress(storage, resources.Get(new GroupVersionResource("networking.k8s.io", "v1", "ingressclasses"))),
            ],
            [
                lifecycle,
                limits,
                new RbacEscalation(access.Authorizer, access.Roles),
                new NodeRestriction(new NodeTokenRules(storage, resources, access.Authorizer)),
                new PodSecurityAdmission(storage),
                new CertificateRequestAdmission(access.Authorizer),
            ]);
    }
}
