using Google.Protobuf;
using Grpc.Core;
using MiniKube.Mvcc;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>Leases.</summary>
internal sealed class LeaseService(EtcdBackend backend) : Wire.Lease.LeaseBase
{
    public override async Task<Wire.LeaseGrantResponse> LeaseGrant(Wire.LeaseGrantRequest request, ServerCallContext context)
    {
        if (request.TtlSeconds > ILeases.TtlSecondsMax)
        {
            throw EtcdErrors.LeaseTtlTooLarge;
        }

        var granted = await backend.Leases.GrantAsync(new LeaseId(request.Lease), request.TtlSeconds, context.CancellationToken);
        return new Wire.LeaseGrantResponse { Header = backend.Header(), Lease = granted.Lease.Value, TtlSeconds = granted.TtlSeconds };
    }

    public override async Task<Wire.LeaseRevokeResponse> LeaseRevoke(Wire.LeaseRevokeRequest request, ServerCallContext context)
    {
        var at = await backend.Leases.RevokeAsync(new LeaseId(request.Lease), context.CancellationToken);
        return new Wire.LeaseRevokeResponse { Header = backend.Header(at) };
    }

    public override async Task LeaseKeepAlive(
        IAsyncStreamReader<Wire.LeaseKeepAliveRequest> requestStream,
        IServerStreamWriter<Wire.LeaseKeepAliveResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var lease = requestStream.Current.Lease;
            var ttl = await KeepAliveAsync(new LeaseId(lease), context.CancellationToken);
            await responseStream.WriteAsync(
                new Wire.LeaseKeepAliveResponse { Header = backend.Header(), Lease = lease, TtlSeconds = ttl }, context.CancellationToken);
        }
    }

    public override async Task<Wire.LeaseTimeToLiveResponse> LeaseTimeToLive(Wire.LeaseTimeToLiveRequest request, ServerCallContext context)
    {
        var status = await backend.Leases.FindAsync(new LeaseId(request.Lease), request.Keys, context.CancellationToken);
        var response = new Wire.LeaseTimeToLiveResponse
        {
            Header = backend.Header(),
            Lease = request.Lease,
            TtlSeconds = status?.RemainingSeconds ?? -1,
            GrantedTtlSeconds = status?.TtlSeconds ?? 0,
        };
        if (status is not null)
        {
            response.Keys.AddRange(status.Keys.Select(key => UnsafeByteOperations.UnsafeWrap(key.Bytes)));
        }

        return response;
    }

    public override async Task<Wire.LeaseLeasesResponse> LeaseLeases(Wire.LeaseLeasesRequest request, ServerCallContext context)
    {
        var leases = await backend.Leases.ListAsync(context.CancellationToken);
        var response = new Wire.LeaseLeasesResponse { Header = backend.Header() };
        response.Leases.AddRange(leases.Select(lease => new Wire.LeaseListed { Lease = lease.Value }));
        return response;
    }

    /// <summary>Zero for a lease that is not there: the stream goes on, for other leases.</summary>
    private async ValueTask<long> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        try
        {
            return await backend.Leases.KeepAliveAsync(lease, cancellationToken);
        }
        catch (RefusedException exception) when (exception.Reason == Refusal.LeaseNotFound)
        {
            return 0;
        }
    }
}
