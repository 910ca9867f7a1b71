using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry.Allocation;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry.Kinds.Services;

/// <summary>Services get addresses and node ports, and keep them as long as their type has them.</summary>
internal sealed class ServiceStrategy : Strategy
{
    private readonly ServiceAllocator _allocator;

    public ServiceStrategy(ServiceAllocator allocator)
    {
        _allocator = allocator;
        AllowsUnconditionalUpdate = false;
        AllowsCreateOnUpdate = true;
        ReturnsDeletedObject = true;
    }

    public override bool Allocates => true;

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired)
    {
        desired["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        var spec = desired.Ensure("spec");
        ServiceFields.SyncAddresses(spec, before: null);
        Settle(request, desired, before: null);
    }

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        var spec = desired.Ensure("spec");
        var before = existing.Child("spec") ?? [];
        ServiceFields.KeepAllocated(spec, before);
        ServiceFields.SyncAddresses(spec, before);
        ServiceFields.DropWhatTheTypeHasNot(spec, before);
        Settle(request, desired, before);
        if (spec.Text("type") != "LoadBalancer")
        {
            desired["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        }
    }

    public override void PrepareForSubresource(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        base.PrepareForSubresource(request, desired, existing);
        foreach (var ingress in desired.Child("status").Child("loadBalancer").Objects("ingress").Where(one => one.Text("ip").Length > 0))
        {
            ingress["ipMode"] ??= "VIP";
        }
    }

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        if (request.Subresource == "status"
            && desired.Child("spec").Text("type") != "LoadBalancer"
            && desired.Child("status").Child("loadBalancer").List("ingress") is { Count: > 0 })
        {
            causes.Add(FieldErrors.Forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is \"LoadBalancer\""));
        }
    }

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes) =>
        ServiceChanges.Check(desired.Child("spec") ?? [], existing.Child("spec") ?? [], causes);

    public override ValueTask AllocateAsync(
        RegistryRequest request,
        JsonObject desired,
        JsonObject? existing,
        WriteBatch batch,
        CancellationToken cancellationToken) => _allocator.AllocateAsync(request, desired, existing, batch, cancellationToken);

    public override void Release(JsonObject existing, WriteBatch batch) => ServiceAllocator.Release(existing, batch);

    /// <exception cref="ApiException">422: the addresses and families do not go together. Told before anything else, as upstream does.</exception>
    private void Settle(RegistryRequest request, JsonObject desired, JsonObject? before)
    {
        var causes = new List<StatusCause>();
        ServiceFamilies.Settle(desired.Ensure("spec"), before, _allocator.Ranges, causes);
        if (causes.Count > 0)
        {
            throw StatusErrors.Invalid(request.Resource.Definition.Kind, desired.Name, [.. causes]);
        }
    }
}
