using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Health;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Servers;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Warnings;
using MiniKube.Store;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The one way to every resource: finds the resource and the verb's endpoint. Ends its watches when disposed.</summary>
internal sealed class ResourceEndpoints : IResourceEndpoints, IAsyncDisposable
{
    private readonly EndpointServices _services;
    private readonly EventExpiry _expiry;
    private readonly AdmissionSources _sources;
    private readonly ConnectAdmission _connect;
    private readonly GetEndpoint _get;
    private readonly ListEndpoint _list;
    private readonly WatchEndpoint _watch;
    private readonly CreateEndpoint _create;
    private readonly UpdateEndpoint _update;
    private readonly PatchEndpoint _patch;
    private readonly DeleteEndpoint _delete;
    private readonly DeleteCollectionEndpoint _deleteCollection;
    private readonly ReviewEndpoint _review;
    private readonly ScaleEndpoint _scale;
    private readonly BindingEndpoint _binding;
    private readonly EvictionEndpoint _eviction;
    private readonly TokenEndpoint _token;
    private readonly ComponentStatusEndpoint _components;
    private readonly ImmutableArray<IAsyncDisposable> _loops;

    public ResourceEndpoints(
        EndpointServices services,
        ApiCatalog catalog,
        AdmissionSources sources,
        ComponentStatuses components,
        ImmutableArray<IAsyncDisposable> loops)
    {
        _components = new ComponentStatusEndpoint(components);
        _loops = loops;
        _sources = sources;
        var pods = services.Resources.Get(new GroupVersionResource("", "v1", "pods"));
        var budgets = services.Resources.Get(new GroupVersionResource("policy", "v1", "poddisruptionbudgets"));
        _services = services;
        _expiry = new EventExpiry(
            services.Storage,
            services.Resources.Get(new GroupVersionResource("", "v1", "events")),
            services.Surroundings.Time,
            services.Surroundings.Logging.CreateLogger<EventExpiry>());
        _connect = new ConnectAdmission(services);
        _get = new GetEndpoint(services);
        _list = new ListEndpoint(services);
        _watch = new WatchEndpoint(services);
        _create = new CreateEndpoint(services);
        _update = new UpdateEndpoint(services);
        _patch = new PatchEndpoint(services);
        _delete = new DeleteEndpoint(services);
        _deleteCollection = new DeleteCollectionEndpoint(services);
        _review = new ReviewEndpoint(services);
        _scale = new ScaleEndpoint(services, catalog.Type("io.k8s.api.autoscaling.v1.Scale"));
        _binding = new BindingEndpoint(services, pods, catalog.Type("io.k8s.api.core.v1.Binding"));
        _eviction = new EvictionEndpoint(
            services,
            pods,
            new DisruptionBudgets(services.Storage, services.Updater, budgets),
            catalog.Type("io.k8s.api.policy.v1.Eviction"));
        _token = new TokenEndpoint(services, catalog.Type("io.k8s.api.authentication.v1.TokenRequest"));
    }

    /// <summary>Who tells where this server is reached; null when nobody needs to. Ends with the endpoints.</summary>
    public ServerAddressHost? Servers { get; init; }

    public ValueTask LeaveAsync(CancellationToken cancellationToken) => Servers?.LeaveAsync(cancellationToken) ?? ValueTask.CompletedTask;

    public async Task HandleAsync(HttpContext context, RequestInfo request)
    {
        var resource = _services.Resources.Find(request.GroupVersionResource) ?? throw StatusErrors.UnknownResource();
        var endpointRequest = new EndpointRequest(context, request, resource, _services.Surroundings.Time);
        WarnOfDeprecation(endpointRequest);
        try
        {
            await (request.Subresource.Length == 0 ? HandleVerbAsync(endpointRequest) : HandleSubresourceAsync(endpointRequest));
        }
        catch (StoreUnavailableException error)
        {
            throw new ApiException(
                StatusErrors.ServiceUnavailable("the store cannot take the change now; whether it was made is unknown", retryAfterSeconds: 1).Status,
                error);
        }
    }

    public ValueTask AdmitConnectionAsync(HttpContext context, RequestInfo request) => _connect.AdmitAsync(context, request);

    private static void WarnOfDeprecation(EndpointRequest request)
    {
        if (ObjectWarnings.OfResource(request.Resource.Definition) is { } warning)
        {
            WarningHeader.Add(request.Http, warning);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Servers is not null)
        {
            await Servers.DisposeAsync();
        }

        // What runs beside the endpoints; what began last ends first.
        foreach (var loop in _loops)
        {
            await loop.DisposeAsync();
        }

        await _expiry.DisposeAsync();
        await _sources.DisposeAsync();
        await _services.Watches.DisposeAsync();
    }

    private Task HandleVerbAsync(EndpointRequest request) => request.Info.Verb switch
    {
        "get" or "list" when request.Resource.Definition.Kind is { Group: "", Kind: "ComponentStatus" } => _components.HandleAsync(request),
        "create" when request.Resource.Definition.Kind.Kind == "Binding" => _binding.HandleAsync(request),
        "create" when request.Resource.Definition.IsVirtual => _review.HandleAsync(request),
        "get" => _get.HandleAsync(request),
        "list" => _list.HandleAsync(request),
        "watch" => _watch.HandleAsync(request),
        "create" => _create.HandleAsync(request),
        "update" => _update.HandleAsync(request),
        "patch" => _patch.HandleAsync(request),
        "delete" => _delete.HandleAsync(request),
        "deletecollection" => _deleteCollection.HandleAsync(request),
        _ => throw StatusErrors.MethodNotSupported(request.Resource.GroupResource, request.Info.Verb),
    };

    private Task HandleSubresourceAsync(EndpointRequest request)
    {
        var subresource = request.Resource.Definition.FindSubresource(request.Info.Subresource) ?? throw StatusErrors.UnknownResource();
        if (!subresource.Verbs.Contains(request.Info.Verb))
        {
            throw StatusErrors.MethodNotSupported(request.Resource.GroupResource, request.Info.Verb);
        }

        return (request.Info.Subresource, request.Info.Verb) switch
        {
            ("scale", _) => _scale.HandleAsync(request),
            ("binding", _) => _binding.HandleAsync(request),
            ("eviction", _) => _eviction.HandleAsync(request),
            ("token", _) => _token.HandleAsync(request),
            (_, "get") => _get.HandleAsync(request),
            (_, "update") => _update.HandleAsync(request),
            (_, "patch") => _patch.HandleAsync(request),
            _ => throw StatusErrors.UnknownResource(),
        };
    }
}
