using Google.Protobuf;
using Grpc.Core;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Backups;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>How the member stands, and what operators do with it.</summary>
internal sealed class MaintenanceService(EtcdBackend backend) : Wire.Maintenance.MaintenanceBase
{
    /// <summary>The version of etcd whose protocol this is; clients look at it to see what they may ask for.</summary>
    private const string ProtocolVersion = "3.5.16";

    public override async Task<Wire.StatusResponse> Status(Wire.StatusRequest request, ServerCallContext context)
    {
        var status = await backend.Membership.StatusAsync(context.CancellationToken);
        var response = new Wire.StatusResponse
        {
            Header = backend.Header(),
            Version = ProtocolVersion,
            DbSize = status.Bytes,
            DbSizeInUse = status.Bytes,
            Leader = status.Leader.Value,
            RaftIndex = (ulong)status.Committed.Value,
            RaftAppliedIndex = (ulong)status.Applied.Value,
            RaftTerm = (ulong)backend.Membership.Term.Value,
            IsLearner = status.IsLearner,
        };
        response.Errors.AddRange(status.Complaints);
        return response;
    }

    public override async Task<Wire.HashResponse> Hash(Wire.HashRequest request, ServerCallContext context) => new()
    {
        Header = backend.Header(),
        Hash = await KeyRangeHash.ComputeAsync(backend.Store, backend.Store.Applied, context.CancellationToken),
    };

    public override async Task<Wire.HashKVResponse> HashKV(Wire.HashKVRequest request, ServerCallContext context)
    {
        var at = request.Revision > 0 ? new Revision(request.Revision) : backend.Store.Applied;
        return new Wire.HashKVResponse
        {
            Header = backend.Header(),
            Hash = await KeyRangeHash.ComputeAsync(backend.Store, at, context.CancellationToken),
            CompactRevision = backend.Store.Compacted.Value,
            HashRevision = at.Value,
        };
    }

    public override async Task Snapshot(
        Wire.SnapshotRequest request, IServerStreamWriter<Wire.SnapshotResponse> responseStream, ServerCallContext context)
    {
        var pieces = backend.Snapshots.ReadSnapshotAsync(context.CancellationToken);
        await foreach (var piece in SnapshotSeal.AppendAsync(pieces, context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new Wire.SnapshotResponse { Header = backend.Header(), Blob = UnsafeByteOperations.UnsafeWrap(piece) }, context.CancellationToken);
        }
    }

    /// <summary>There is nothing to do: what is forgotten takes no room.</summary>
    public override Task<Wire.DefragmentResponse> Defragment(Wire.DefragmentRequest request, ServerCallContext context) =>
        Task.FromResult(new Wire.DefragmentResponse { Header = backend.Header() });

    /// <summary>This store raises no alarms that outlive their cause; what is wrong is in the status.</summary>
    public override Task<Wire.AlarmResponse> Alarm(Wire.AlarmRequest request, ServerCallContext context) =>
        request.Action == Wire.AlarmRequest.Types.AlarmAction.Activate
            ? throw EtcdErrors.Of(StatusCode.Unimplemented, "etcdserver: alarms cannot be raised by clients here")
            : Task.FromResult(new Wire.AlarmResponse { Header = backend.Header() });

    public override async Task<Wire.MoveLeaderResponse> MoveLeader(Wire.MoveLeaderRequest request, ServerCallContext context)
    {
        await backend.Membership.TransferAsync(new MemberId(request.TargetId), context.CancellationToken);
        return new Wire.MoveLeaderResponse { Header = backend.Header() };
    }
}
