using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Health;

/// <summary>
/// How the other parts of the control plane are, by upstream's names. What runs in this process says so itself; of what runs elsewhere the Lease tells that
/// whoever acts must hold.
/// </summary>
internal sealed class ComponentStatuses(ObjectStorage storage, HealthChecks health, ApiServerServices outside)
{
    private const long LeaseSeconds = 15;

    private static readonly ResourceKeys Leases = new(new GroupResource("coordination.k8s.io", "leases"), isNamespaced: true);

    /// <summary>In alphabetical order.</summary>
    public static ImmutableArray<string> Names { get; } = ["controller-manager", "etcd-0", "scheduler"];

    /// <summary>The ComponentStatus of a name; null for another name.</summary>
    public async ValueTask<JsonObject?> FindAsync(string name, CancellationToken cancellationToken) => name switch
    {
        "etcd-0" => Of(name, await health.All.First(check => check.Name == "etcd").FindFault(cancellationToken)),
        "controller-manager" or "scheduler" => Of(name, await FaultOfAsync(name, cancellationToken)),
        _ => null,
    };

    private async ValueTask<string?> FaultOfAsync(string name, CancellationToken cancellationToken)
    {
        if (outside.Components is { } own && own.TryFind(name, out var fault))
        {
            return fault;
        }

        var lease = new NamespacedName("kube-system", $"kube-{name}");
        if (await storage.FindAsync(Leases.For(lease), cancellationToken) is not { } stored)
        {
            return $"nobody holds the Lease {lease}";
        }

        var spec = stored.Decode().Child("spec");
        var renewed = spec.Time("renewTime");
        var isHeld = spec.Text("holderIdentity").Length > 0
            && renewed?.AddSeconds(spec.Integer("leaseDurationSeconds") ?? LeaseSeconds) > outside.Time.GetUtcNow();
        return isHeld ? null : $"nobody holds the Lease {lease} since {(renewed is { } last ? ObjectTree.Timestamp(last) : "it was made")}";
    }

    private static JsonObject Of(string name, string? fault)
    {
        var condition = new JsonObject { ["type"] = "Healthy", ["status"] = fault is null ? "True" : "False", ["message"] = fault ?? "ok" };
        return new JsonObject
        {
            ["kind"] = "ComponentStatus",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["conditions"] = new JsonArray(condition),
        };
    }
}
