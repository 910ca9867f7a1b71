using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry.Allocation;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Services get an address and node ports, and keep them as long as their type has them.</summary>
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
        Normalize(desired.Ensure("spec"));
    }

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        var spec = desired.Ensure("spec");
        KeepAllocated(spec, existing.Child("spec") ?? []);
        Normalize(spec);
        if (spec.Text("type") != "LoadBalancer")
        {
            desired["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        }
    }

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        if (desired.Child("spec").Text("ipFamilyPolicy") == "RequireDualStack")
        {
            causes.Add(FieldErrors.Invalid("spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services"));
        }
    }

    public override ValueTask AllocateAsync(
        RegistryRequest request,
        JsonObject desired,
        JsonObject? existing,
        WriteBatch batch,
        CancellationToken cancellationToken) => _allocator.AllocateAsync(request, desired, existing, batch, cancellationToken);

    public override void Release(JsonObject existing, WriteBatch batch) => _allocator.Release(existing, batch);

    /// <summary>An update that leaves out what the server gave keeps it.</summary>
    private static void KeepAllocated(JsonObject spec, JsonObject before)
    {
        if (spec.Text("type") == "ExternalName" || before.Text("type") == "ExternalName")
        {
            return;
        }

        foreach (var name in (ReadOnlySpan<string>)["clusterIP", "clusterIPs"])
        {
            if (spec.Text("clusterIP").Length == 0 || (name == "clusterIPs" && spec[name] is null))
            {
                spec.CopyFrom(before, name);
            }
        }

        if (spec.Text("type") is "NodePort" or "LoadBalancer")
        {
            KeepPorts(spec, before);
        }
        else
        {
            DropPorts(spec, before);
        }
    }

    private static void KeepPorts(JsonObject spec, JsonObject before)
    {
        var taken = spec.Objects("ports").Select(port => port.Integer("nodePort") ?? 0).ToHashSet();
        foreach (var port in spec.Objects("ports").Where(port => port.Integer("nodePort") is null or 0))
        {
            var old = before.Objects("ports").FirstOrDefault(one =>
                one.Integer("port") == port.Integer("port") && (one.Text("protocol") == port.Text("protocol")));
            if (old.Integer("nodePort") is { } kept and > 0 && taken.Add(kept))
            {
                port["nodePort"] = kept;
            }
        }

        if (spec.Integer("healthCheckNodePort") is null or 0)
        {
            spec.CopyFrom(before, "healthCheckNodePort");
        }
    }

    /// <summary>Node ports that the old type had go with it, unless the client just chose them.</summary>
    private static void DropPorts(JsonObject spec, JsonObject before)
    {
        var had = before.Objects("ports").Select(port => port.Integer("nodePort") ?? 0).ToHashSet();
        foreach (var port in spec.Objects("ports").Where(port => had.Contains(port.Integer("nodePort") ?? 0)))
        {
            port.Remove("nodePort");
        }

        spec.Remove("healthCheckNodePort");
    }

    private void Normalize(JsonObject spec)
    {
        if (spec.Text("type") == "ExternalName")
        {
            foreach (var name in (ReadOnlySpan<string>)["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"])
            {
                spec.Remove(name);
            }

            return;
        }

        if (spec.Text("clusterIP").Length == 0 && spec.Texts("clusterIPs").FirstOrDefault() is { } first)
        {
            spec["clusterIP"] = first;
        }
        else if (spec.Text("clusterIP") is { Length: > 0 } address && spec.List("clusterIPs") is null)
        {
            spec["clusterIPs"] = ObjectTree.ListOf([address]);
        }

        if (spec.List("ipFamilies") is null or { Count: 0 })
        {
            spec["ipFamilies"] = ObjectTree.ListOf([_allocator.Family]);
        }

        if (spec.Text("ipFamilyPolicy").Length == 0)
        {
            spec["ipFamilyPolicy"] = "SingleStack";
        }
    }
}
