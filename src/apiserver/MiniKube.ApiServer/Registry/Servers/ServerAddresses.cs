using System.Collections.Immutable;
using System.Net;
using System.Text;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Registry.Servers;

/// <summary>
/// At which addresses the servers are reached that share a store: a key for each, as upstream has them, that goes with the lease of its server when
/// that is not renewed. Renewing writes nothing.
/// </summary>
/// <param name="store">Where the keys are.</param>
/// <param name="leases">Of the same store.</param>
/// <param name="own">Of this server.</param>
/// <param name="ttl">How long an address stays without being renewed.</param>
internal sealed class ServerAddresses(IStore store, ILeases leases, IPAddress own, TimeSpan ttl)
{
    private const string Prefix = "/registry/masterleases/";

    private readonly Key _key = new(Encoding.UTF8.GetBytes(Prefix + own));
    private LeaseId _lease;

    public static KeyRange Range { get; } = KeyRange.Prefix(new Key(Encoding.UTF8.GetBytes(Prefix)));

    /// <summary>All that are there, of the own one's family, in order.</summary>
    public async ValueTask<ImmutableArray<IPAddress>> ListAsync(CancellationToken cancellationToken)
    {
        var found = await store.RangeAsync(new RangeRequest(Range), cancellationToken);
        return
        [
            .. found.Items
                .Select(item => IPAddress.TryParse(Encoding.UTF8.GetString(item.Key.Bytes.Span[Prefix.Length..]), out var address) ? address : null)
                .OfType<IPAddress>()
                .Where(address => address.AddressFamily == own.AddressFamily)
                .OrderBy(address => address.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <summary>Sees to it that the own address is there, and stays for the time to live from now.</summary>
    public async ValueTask HoldAsync(CancellationToken cancellationToken)
    {
        if (!await IsRenewedAsync(cancellationToken))
        {
            _lease = (await leases.GrantAsync(LeaseId.None, (long)double.Ceiling(ttl.TotalSeconds), cancellationToken)).Lease;
            await store.CommitAsync(new Transaction { Success = [new Operation.Put(_key, Value()) { Lease = _lease }] }, cancellationToken);
        }
    }

    /// <summary>Takes the own address away at once.</summary>
    public async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        if (_lease.IsNone)
        {
            return;
        }

        try
        {
            await leases.RevokeAsync(_lease, cancellationToken);
        }
        catch (RefusedException)
        {
            // It ran out before, and the key went with it.
        }

        _lease = LeaseId.None;
    }

    private async ValueTask<bool> IsRenewedAsync(CancellationToken cancellationToken)
    {
        if (_lease.IsNone)
        {
            return false;
        }

        try
        {
            await leases.KeepAliveAsync(_lease, cancellationToken);
        }
        catch (RefusedException)
        {
            return false;
        }

        // Somebody may have taken the key away.
        return (await store.RangeAsync(new RangeRequest(KeyRange.Single(_key)), cancellationToken)).Count > 0;
    }

    /// <summary>An Endpoints object, as upstream's servers write and read them.</summary>
    private byte[] Value() =>
        Encoding.UTF8.GetBytes($$$"""{"kind":"Endpoints","apiVersion":"v1","metadata":{},"subsets":[{"addresses":[{"ip":"{{{own}}}"}]}]}""");
}
