using System.Net;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>
/// Gives Services their addresses and node ports. Each is a key of its own that is claimed in the transaction that writes the Service,
/// so that none is ever given twice, whoever writes at the same time.
/// </summary>
internal sealed class ServiceAllocator(ObjectStorage storage, ServiceRanges ranges, ApiServerServices outside)
{
    /// <summary>Random picks before all that is taken is looked at.</summary>
    private const int PicksMax = 32;

    private readonly AddressClaims _addresses = new(outside);

    public ServiceRanges Ranges => ranges;

    /// <summary>Takes what a Service needs and the existing one does not have; gives back what it no longer needs.</summary>
    /// <exception cref="ApiException">422: an address or port that is asked for is taken or outside the range.</exception>
    public async ValueTask AllocateAsync(
        RegistryRequest request,
        JsonObject desired,
        JsonObject? existing,
        WriteBatch batch,
        CancellationToken cancellationToken)
    {
        var pass = new Pass(request, desired, new NamespacedName(request.Namespace, desired.Name), batch, cancellationToken);
        await AllocateAddressesAsync(pass, existing.Child("spec"));
        await AllocatePortsAsync(pass, existing.Child("spec"));
    }

    public static void Release(JsonObject existing, WriteBatch batch)
    {
        foreach (var address in ServiceTaking.AddressesOf(existing.Child("spec")))
        {
            batch.Release(AddressClaims.KeyOf(address));
        }

        foreach (var port in ServiceTaking.PortsOf(existing.Child("spec")))
        {
            batch.Release(PortClaims.KeyOf(port));
        }
    }

    private async ValueTask AllocateAddressesAsync(Pass pass, JsonObject? old)
    {
        var spec = pass.Desired.Ensure("spec");
        var had = ServiceTaking.AddressesOf(old).ToHashSet(StringComparer.Ordinal);
        var families = ServiceTaking.HasAddresses(spec) ? spec.Texts("ipFamilies").ToList() : [];
        var asked = spec.Texts("clusterIPs").ToList();
        var kept = new List<string>();
        for (var i = 0; i < families.Count; i++)
        {
            var address = i < asked.Count ? asked[i] : "";
            if (address.Length > 0 && had.Contains(Canonical(address)))
            {
                kept.Add(address);
            }
            else if (address.Length > 0)
            {
                await ClaimAddressAsync(pass, address, ObjectTree.ListOf(asked));
                kept.Add(address);
            }
            else if (ranges.Has(families[i]))
            {
                kept.Add(await PickAddressAsync(pass, families[i]));
            }
        }

        if (kept.Count > 0)
        {
            spec["clusterIPs"] = ObjectTree.ListOf(kept);
            spec["clusterIP"] = kept[0];
        }

        foreach (var address in had.Except(kept.Select(Canonical)))
        {
            pass.Batch.Release(AddressClaims.KeyOf(address));
        }
    }

    private async ValueTask ClaimAddressAsync(Pass pass, string asked, JsonArray all)
    {
        var address = IPAddress.Parse(asked);
        var possible = await ranges.FindAsync(AddressRange.FamilyOf(address), storage, pass.Cancellation);
        var key = AddressClaims.KeyOf(address.ToString());
        var why = !possible.Any(range => range.Contains(address))
            ? $"the provided IP ({asked}) is not in the valid range. The range of valid IPs is {string.Join(", ", possible)}"
            : await IsTakenAsync(key, pass.Cancellation) ? "provided IP is already allocated" : null;
        if (why is not null)
        {
            throw Refusal(pass, "spec.clusterIPs", all, $"failed to allocate IP {asked}: {why}");
        }

        pass.Batch.Claim(key, _addresses.For(address.ToString(), pass.Owner));
    }

    private async ValueTask<string> PickAddressAsync(Pass pass, string family)
    {
        var possible = await ranges.FindAsync(family, storage, pass.Cancellation);
        foreach (var range in possible.Where(range => range.Count > 0))
        {
            for (var i = 0; i < PicksMax; i++)
            {
                if (range.Next(outside.Random).ToString() is var picked && !await IsTakenAsync(AddressClaims.KeyOf(picked), pass.Cancellation))
                {
                    return Claimed(picked);
                }
            }
        }

        // It is nearly full: among so many addresses and one more there is a free one, or none at all.
        var all = await storage.RangeAsync(AddressClaims.All, Revision.Zero, 0, pass.Cancellation);
        var taken = all.Items.Select(item => AddressClaims.AddressOf(item.Key)).ToHashSet(StringComparer.Ordinal);
        var free = possible
            .SelectMany(range => Enumerable.Range(0, Math.Min(range.Count, taken.Count + 1)).Select(place => range.Nth(place).ToString()))
            .FirstOrDefault(address => !taken.Contains(address));
        return free is null ? throw StatusErrors.InternalError("failed to allocate a serviceIP: range is full") : Claimed(free);

        string Claimed(string address)
        {
            pass.Batch.Claim(AddressClaims.KeyOf(address), _addresses.For(address, pass.Owner));
            return address;
        }
    }

    private async ValueTask AllocatePortsAsync(Pass pass, JsonObject? old)
    {
        var spec = pass.Desired.Ensure("spec");
        var had = ServiceTaking.PortsOf(old).ToHashSet();
        var taken = new HashSet<long>();
        foreach (var wanted in ServiceTaking.WantedPorts(spec, isNew: old is null))
        {
            var port = wanted.Asked;
            if (port == 0)
            {
                port = await PickPortAsync(pass, taken);
                pass.Batch.Claim(PortClaims.KeyOf(port), PortClaims.For(pass.Owner));
            }
            else if (!had.Contains(port) && !taken.Contains(port))
            {
                await ClaimPortAsync(pass, port, wanted.Field);
            }

            taken.Add(port);
            foreach (var holder in wanted.Holders)
            {
                holder[wanted.Name] = port;
            }
        }

        foreach (var port in had.Except(taken))
        {
            pass.Batch.Release(PortClaims.KeyOf(port));
        }
    }

    private async ValueTask<long> PickPortAsync(Pass pass, HashSet<long> taken)
    {
        // One Service may have several ports in one write, so a pick must not meet an earlier one of the same batch.
        for (var i = 0; i < PicksMax; i++)
        {
            long port = PortClaims.Min + outside.Random.Next(PortClaims.Max - PortClaims.Min + 1);
            if (!taken.Contains(port) && !await IsTakenAsync(PortClaims.KeyOf(port), pass.Cancellation))
            {
                return port;
            }
        }

        var all = await storage.RangeAsync(PortClaims.All, Revision.Zero, 0, pass.Cancellation);
        var used = all.Items.Select(item => (long)PortClaims.PortOf(item.Key)).Concat(taken).ToHashSet();
        for (long port = PortClaims.Min; port <= PortClaims.Max; port++)
        {
            if (!used.Contains(port))
            {
                return port;
            }
        }

        throw StatusErrors.InternalError("failed to allocate a nodePort: range is full");
    }

    private async ValueTask ClaimPortAsync(Pass pass, long port, string field)
    {
        var why = port is < PortClaims.Min or > PortClaims.Max
            ? $"provided port is not in the valid range. The range of valid ports is {PortClaims.Min}-{PortClaims.Max}"
            : await IsTakenAsync(PortClaims.KeyOf(port), pass.Cancellation) ? "provided port is already allocated" : null;
        if (why is not null)
        {
            throw Refusal(pass, field, JsonValue.Create(port), why);
        }

        pass.Batch.Claim(PortClaims.KeyOf(port), PortClaims.For(pass.Owner));
    }

    private async ValueTask<bool> IsTakenAsync(Key key, CancellationToken cancellationToken)
    {
        var found = await storage.RangeAsync(KeyRange.Single(key), Revision.Zero, 1, cancellationToken);
        return !found.Items.IsEmpty;
    }

    private static string Canonical(string address) => IPAddress.Parse(address).ToString();

    private static ApiException Refusal(Pass pass, string field, JsonNode? value, string why) =>
        StatusErrors.Invalid(pass.Request.Resource.Definition.Kind, pass.Desired.Name, [FieldErrors.Invalid(field, value, why)]);

    /// <summary>One write, and what goes with it.</summary>
    private sealed record Pass(RegistryRequest Request, JsonObject Desired, NamespacedName Owner, WriteBatch Batch, CancellationToken Cancellation);
}
