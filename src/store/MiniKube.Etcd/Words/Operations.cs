using Google.Protobuf;
using MiniKube.Mvcc;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Words;

/// <summary>The steps of transactions.</summary>
internal static class Operations
{
    public static Operation Read(Wire.RequestOp request) => request.RequestCase switch
    {
        Wire.RequestOp.RequestOneofCase.RequestPut => Read(request.RequestPut),
        Wire.RequestOp.RequestOneofCase.RequestDeleteRange => Read(request.RequestDeleteRange),
        Wire.RequestOp.RequestOneofCase.RequestTxn => new Operation.Nested(Transactions.Read(request.RequestTxn)),
        _ => Read(request.RequestRange),
    };

    public static Operation.Put Read(Wire.PutRequest request) => new(new Key(request.Key.Memory), request.Value.Memory)
    {
        Lease = new LeaseId(request.Lease),
        KeepsValue = request.IgnoreValue,
        KeepsLease = request.IgnoreLease,
    };

    public static Operation.Delete Read(Wire.DeleteRangeRequest request) => new(KeyRanges.Read(request.Key, request.RangeEnd));

    public static Operation.GetRange Read(Wire.RangeRequest request) => new(KeyRanges.Read(request.Key, request.RangeEnd))
    {
        At = new Revision(Math.Max(0, request.Revision)),
        Limit = Limit(request.Limit),
        CountOnly = request.CountOnly,
        Selection = Selections.Read(request),
    };

    public static Wire.RequestOp Write(Operation operation) => operation switch
    {
        Operation.Put put => new Wire.RequestOp { RequestPut = Write(put) },
        Operation.Delete delete => new Wire.RequestOp { RequestDeleteRange = Write(delete) },
        Operation.Get get => new Wire.RequestOp { RequestRange = new Wire.RangeRequest { Key = UnsafeByteOperations.UnsafeWrap(get.Key.Bytes) } },
        Operation.GetRange range => new Wire.RequestOp { RequestRange = Write(range) },
        Operation.Nested nested => new Wire.RequestOp { RequestTxn = Transactions.Write(nested.Transaction) },
        _ => throw new InvalidOperationException($"unknown operation {operation.GetType().Name}"),
    };

    public static int Limit(long limit) => (int)Math.Clamp(limit, 0, int.MaxValue);

    /// <summary>The previous value is always asked for: the answer at our seam has it.</summary>
    private static Wire.PutRequest Write(Operation.Put put) => new()
    {
        Key = UnsafeByteOperations.UnsafeWrap(put.Key.Bytes),
        Value = put.KeepsValue ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(put.Value),
        Lease = put.KeepsLease ? 0 : put.Lease.Value,
        IgnoreValue = put.KeepsValue,
        IgnoreLease = put.KeepsLease,
        PrevKv = true,
    };

    private static Wire.DeleteRangeRequest Write(Operation.Delete delete)
    {
        var (key, rangeEnd) = KeyRanges.Write(delete.Range);
        return new Wire.DeleteRangeRequest { Key = key, RangeEnd = rangeEnd, PrevKv = true };
    }

    private static Wire.RangeRequest Write(Operation.GetRange range)
    {
        var (key, rangeEnd) = KeyRanges.Write(range.Range);
        var request = new Wire.RangeRequest
        {
            Key = key,
            RangeEnd = rangeEnd,
            Revision = range.At.Value,
            Limit = range.Limit,
            CountOnly = range.CountOnly,
        };
        Selections.Write(request, range.Selection);
        return request;
    }
}
