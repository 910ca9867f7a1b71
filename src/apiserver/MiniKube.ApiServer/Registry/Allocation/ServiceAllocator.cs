using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Determinism;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>
/// Gives Services their addresses and node ports. Each is a key of its own that is claimed in the transaction that writes the Service,
/// so that none is ever given twice, whoever writes at the same time.
/// </summary>
internal sealed class ServiceAllocator(ObjectStorage storage, AddressRange addresses, IRandomSource random)
{
    private const int NodePortMin = 30_000;
    private const int NodePortMax = 32_767;

    /// <summary>Random picks before the range counts as full.</summary>
    private const int PicksMax = 256;

    public string Family => addresses.Family;

    /// <summary>Takes what a Service needs and the existing one does not have; gives back what it no longer needs.</summary>
    /// <exception cref="ApiException">422: an address or port that is asked for is taken or outside the range.</exception>
    public async ValueTask AllocateAsync(
        RegistryRequest request,
        JsonObject desired,
        JsonObject? existing,
        WriteBatch batch,
        CancellationToken cancellationToken)
    {
        var owner = Encoding.UTF8.GetBytes($"{request.Namespace}/{desired.Name}");
        var spec = desired.Ensure("spec");
        var old = existing.Child("spec");
        await AllocateAddressAsync(request, desired, spec, old, batch, owner, cancellationToken);
        await AllocatePortsAsync(request, desired, spec, old, batch, owner, cancellationToken);
    }

    public void Release(JsonObject existing, WriteBatch batch)
    {
        var spec = existing.Child("spec");
        if (AddressOf(spec) is { } address)
        {
            batch.Release(AddressKey(address));
        }

        foreach (var port in PortsOf(spec).Distinct())
        {
            batch.Release(PortKey(port));
        }
    }

    private async ValueTask AllocateAddressAsync(
        RegistryRequest request,
        JsonObject desired,
        JsonObject spec,
        JsonObject? old,
        WriteBatch batch,
        byte[] owner,
        CancellationToken cancellationToken)
    {
        var had = AddressOf(old);
        var asked = spec.Text("clusterIP");
        var wants = spec.Text("type") != "ExternalName" && asked != "None";
        if (had is not null && (!wants || asked != had))
        {
            batch.Release(AddressKey(had));
        }

        if (!wants || (asked.Length > 0 && asked == had))
        {
            return;
        }

        if (asked.Length > 0)
        {
            await ClaimAskedAsync(request, desired, asked, batch, owner, cancellationToken);
        }
        else
        {
            asked = await PickAsync(() => addresses.Next(random).ToString(), AddressKey, batch, owner, cancellationToken)
                ?? throw StatusErrors.InternalError("failed to allocate a serviceIP: range is full");
            spec["clusterIP"] = asked;
        }

        spec["clusterIPs"] = ObjectTree.ListOf([asked]);
    }

    private async ValueTask ClaimAskedAsync(
        RegistryRequest request,
        JsonObject desired,
        string asked,
        WriteBatch batch,
        byte[] owner,
        CancellationToken cancellationToken)
    {
        var why = !IPAddress.TryParse(asked, out var address) || !addresses.Contains(address)
            ? $"the provided IP ({asked}) is not in the valid range. The range of valid IPs is {addresses}"
            : await IsTakenAsync(AddressKey(asked), cancellationToken) ? "provided IP is already allocated" : null;
        if (why is not null)
        {
            throw Refusal(request, desired, "spec.clusterIPs", ObjectTree.ListOf([asked]), $"failed to allocate IP {asked}: {why}");
        }

        batch.Claim(AddressKey(asked), owner);
    }

    private async ValueTask AllocatePortsAsync(
        RegistryRequest request,
        JsonObject desired,
        JsonObject spec,
        JsonObject? old,
        WriteBatch batch,
        byte[] owner,
        CancellationToken cancellationToken)
    {
        var had = PortsOf(old).ToHashSet();
        var taken = new HashSet<long>();
        var isLocal = spec.Text("type") == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local";
        var ports = NeedsNodePorts(spec) ? spec.Objects("ports").Select(port => (Holder: port, Name: "nodePort")) : [];
        foreach (var (holder, name) in isLocal ? ports.Append((spec, "healthCheckNodePort")) : ports)
        {
            var port = holder.Integer(name) ?? 0;
            if (port == 0)
            {
                port = await PickPortAsync(taken, batch, owner, cancellationToken);
                holder[name] = port;
            }
            else if (!had.Contains(port) && taken.Add(port))
            {
                await ClaimPortAsync(request, desired, port, batch, owner, cancellationToken);
            }

            taken.Add(port);
        }

        foreach (var port in had.Except(taken))
        {
            batch.Release(PortKey(port));
        }
    }

    private async ValueTask<long> PickPortAsync(HashSet<long> taken, WriteBatch batch, byte[] owner, CancellationToken cancellationToken)
    {
        // One Service may have several ports in one write, so a pick must not meet an earlier one of the same batch.
        string Pick()
        {
            long port;
            do
            {
                port = NodePortMin + random.Next(NodePortMax - NodePortMin + 1);
            }
            while (taken.Contains(port));

            return port.ToString(CultureInfo.InvariantCulture);
        }

        var picked = await PickAsync(Pick, port => PortKey(long.Parse(port, CultureInfo.InvariantCulture)), batch, owner, cancellationToken)
            ?? throw StatusErrors.InternalError("failed to allocate a nodePort: range is full");
        return long.Parse(picked, CultureInfo.InvariantCulture);
    }

    private async ValueTask ClaimPortAsync(
        RegistryRequest request,
        JsonObject desired,
        long port,
        WriteBatch batch,
        byte[] owner,
        CancellationToken cancellationToken)
    {
        var why = port is < NodePortMin or > NodePortMax
            ? $"provided port is not in the valid range. The range of valid ports is {NodePortMin}-{NodePortMax}"
            : await IsTakenAsync(PortKey(port), cancellationToken) ? "provided port is already allocated" : null;
        if (why is not null)
        {
            throw Refusal(request, desired, "spec.ports[0].nodePort", JsonValue.Create(port), why);
        }

        batch.Claim(PortKey(port), owner);
    }

    private async ValueTask<string?> PickAsync(
        Func<string> pick,
        Func<string, Key> keyOf,
        WriteBatch batch,
        byte[] owner,
        CancellationToken cancellationToken)
    {
        for (var i = 0; i < PicksMax; i++)
        {
            var picked = pick();
            if (!await IsTakenAsync(keyOf(picked), cancellationToken))
            {
                batch.Claim(keyOf(picked), owner);
                return picked;
            }
        }

        return null;
    }

    private async ValueTask<bool> IsTakenAsync(Key key, CancellationToken cancellationToken)
    {
        var found = await storage.RangeAsync(KeyRange.Single(key), Revision.Zero, 1, cancellationToken);
        return !found.Items.IsEmpty;
    }

    private static bool NeedsNodePorts(JsonObject spec) => spec.Text("type") switch
    {
        "NodePort" => true,
        "LoadBalancer" => spec.Flag("allocateLoadBalancerNodePorts") != false || spec.Objects("ports").Any(port => port.Integer("nodePort") > 0),
        _ => false,
    };

    private static string? AddressOf(JsonObject? spec) =>
        spec.Text("clusterIP") is { Length: > 0 } address and not "None" ? address : null;

    private static IEnumerable<long> PortsOf(JsonObject? spec) => spec.Objects("ports")
        .Select(port => port.Integer("nodePort") ?? 0)
        .Append(spec.Integer("healthCheckNodePort") ?? 0)
        .Where(port => port > 0);

    private static Key AddressKey(string address) => Key.From($"/allocations/clusterips/{address}");

    private static Key PortKey(long port) => Key.From($"/allocations/nodeports/{port}");

    private static ApiException Refusal(RegistryRequest request, JsonObject desired, string field, JsonNode? value, string why) =>
        StatusErrors.Invalid(request.Resource.Definition.Kind, desired.Name, [FieldErrors.Invalid(field, value, why)]);
}
