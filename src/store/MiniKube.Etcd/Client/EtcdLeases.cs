using System.Collections.Immutable;
using Grpc.Core;
using MiniKube.Mvcc;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Client;

/// <summary>The leases of an etcd cluster.</summary>
internal sealed class EtcdLeases(EtcdConnection connection) : ILeases
{
    public async ValueTask<LeaseGrant> GrantAsync(LeaseId lease, long ttlSeconds, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ttlSeconds, ILeases.TtlSecondsMax);
        var request = new Wire.LeaseGrantRequest { Lease = lease.Value, TtlSeconds = ttlSeconds };
        var response = await connection.CallAsync(
            (endpoint, options) => endpoint.Lease.LeaseGrantAsync(request, options), isRead: false, cancellationToken);
        connection.Saw(response.Header.Revision);
        return new LeaseGrant(new LeaseId(response.Lease), response.TtlSeconds);
    }

    public async ValueTask<Revision> RevokeAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var request = new Wire.LeaseRevokeRequest { Lease = lease.Value };
        var response = await connection.CallAsync(
            (endpoint, options) => endpoint.Lease.LeaseRevokeAsync(request, options), isRead: false, cancellationToken);
        connection.Saw(response.Header.Revision);
        return new Revision(response.Header.Revision);
    }

    public async ValueTask<long> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        // A renewal done twice is a renewal, so that this is as good as a read.
        var response = await connection.CallAsync(
            (endpoint, options) => new AsyncUnaryCall<Wire.LeaseKeepAliveResponse>(
                KeepAliveAsync(endpoint, lease, options), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { }),
            isRead: true,
            cancellationToken);
        return response.TtlSeconds > 0 ? response.TtlSeconds : throw new RefusedException(Refusal.LeaseNotFound);
    }

    public async ValueTask<LeaseStatus?> FindAsync(LeaseId lease, bool withKeys, CancellationToken cancellationToken)
    {
        var request = new Wire.LeaseTimeToLiveRequest { Lease = lease.Value, Keys = withKeys };
        var response = await connection.CallAsync(
            (endpoint, options) => endpoint.Lease.LeaseTimeToLiveAsync(request, options), isRead: true, cancellationToken);
        return response.TtlSeconds < 0 ? null : new LeaseStatus(
            lease, response.GrantedTtlSeconds, response.TtlSeconds, [.. response.Keys.Select(key => new Key(key.Memory)).Order()]);
    }

    public async ValueTask<ImmutableArray<LeaseId>> ListAsync(CancellationToken cancellationToken)
    {
        var response = await connection.CallAsync(
            (endpoint, options) => endpoint.Lease.LeaseLeasesAsync(new Wire.LeaseLeasesRequest(), options), isRead: true, cancellationToken);
        return [.. response.Leases.Select(lease => new LeaseId(lease.Lease))];
    }

    private static async Task<Wire.LeaseKeepAliveResponse> KeepAliveAsync(EtcdEndpoint endpoint, LeaseId lease, CallOptions options)
    {
        using var call = endpoint.Lease.LeaseKeepAlive(options);
        await call.RequestStream.WriteAsync(new Wire.LeaseKeepAliveRequest { Lease = lease.Value }, options.CancellationToken);
        return await call.ResponseStream.MoveNext(options.CancellationToken)
            ? call.ResponseStream.Current
            : throw EtcdErrors.Of(StatusCode.Unavailable, "the stream was ended");
    }
}
