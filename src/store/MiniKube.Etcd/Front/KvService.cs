using Grpc.Core;
using MiniKube.Etcd.Payloads;
using MiniKube.Etcd.Words;
using MiniKube.Mvcc;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>Keys.</summary>
internal sealed class KvService(EtcdBackend backend) : KvContract
{
    public override async Task<RangeAnswer> Range(Wire.RangeRequest request, ServerCallContext context)
    {
        RequestRules.Check(request);
        var found = await backend.Store.RangeAsync(
            new RangeRequest(KeyRanges.Read(request.Key, request.RangeEnd))
            {
                At = new Revision(Math.Max(0, request.Revision)),
                Limit = Operations.Limit(request.Limit),
                CountOnly = request.CountOnly,
                Serializable = request.Serializable,
                Selection = Selections.Read(request),
            },
            context.CancellationToken);

        // Of an old read too the header says the newest revision, as etcd's does.
        var at = request.Revision > 0 ? Later(found.At, backend.Store.Applied) : found.At;
        return new RangeAnswer(backend.HeaderEncoding(at), found.Items, found.Count, found.IsCutOff);
    }

    public override async Task<PutAnswer> Put(Wire.PutRequest request, ServerCallContext context)
    {
        RequestRules.Check(request);
        var result = await backend.Store.CommitAsync(
            new Transaction { Success = [Operations.Read(request)] }, context.CancellationToken);
        return new PutAnswer(backend.HeaderEncoding(result.At), request.PrevKv ? ((OperationResult.Put)result.Results[0]).Previous : null);
    }

    public override async Task<Wire.DeleteRangeResponse> DeleteRange(Wire.DeleteRangeRequest request, ServerCallContext context)
    {
        RequestRules.Check(request);
        var result = await backend.Store.CommitAsync(
            new Transaction { Success = [Operations.Read(request)] }, context.CancellationToken);
        var response = Answers.Of(request, (OperationResult.Delete)result.Results[0]);
        response.Header = backend.Header(result.At);
        return response;
    }

    public override async Task<Wire.TxnResponse> Txn(Wire.TxnRequest request, ServerCallContext context)
    {
        RequestRules.Check(request);
        var transaction = Transactions.Read(request);
        if (TransactionRules.Complaint(transaction) is { } complaint)
        {
            throw complaint.StartsWith("duplicate", StringComparison.Ordinal)
                ? EtcdErrors.DuplicateKey
                : EtcdErrors.Of(StatusCode.InvalidArgument, $"etcdserver: {complaint}");
        }

        var result = await backend.Store.CommitAsync(transaction, context.CancellationToken);
        var response = Answers.Of(request, result);
        response.Header = backend.Header(result.At);
        return response;
    }

    public override async Task<Wire.CompactionResponse> Compact(Wire.CompactionRequest request, ServerCallContext context)
    {
        await backend.Store.CompactAsync(new Revision(request.Revision), context.CancellationToken);
        return new Wire.CompactionResponse { Header = backend.Header() };
    }

    private static Revision Later(Revision left, Revision right) => left > right ? left : right;
}
