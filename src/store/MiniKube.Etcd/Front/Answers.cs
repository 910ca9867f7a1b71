using System.Collections.Immutable;
using MiniKube.Etcd.Words;
using MiniKube.Mvcc;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>What the store found and did, as answers to what was asked. What lies within a transaction has only the revision in its header.</summary>
internal static class Answers
{
    public static Wire.TxnResponse Of(Wire.TxnRequest request, TransactionResult result) => Of(request, result.Succeeded, result.Results, result.At);

    public static Wire.PutResponse Of(Wire.PutRequest request, OperationResult.Put put) => new()
    {
        PrevKv = request.PrevKv && put.Previous is { } previous ? KeyValues.Write(previous) : null,
    };

    public static Wire.DeleteRangeResponse Of(Wire.DeleteRangeRequest request, OperationResult.Delete delete)
    {
        var response = new Wire.DeleteRangeResponse { Deleted = delete.Previous.Length };
        if (request.PrevKv)
        {
            Add(response.PrevKvs, delete.Previous);
        }

        return response;
    }

    public static Wire.RangeResponse Of(ImmutableArray<KeyValue> items, long count, bool isCutOff)
    {
        var response = new Wire.RangeResponse { Count = count, More = isCutOff };
        Add(response.Kvs, items);
        return response;
    }

    private static Wire.TxnResponse Of(
        Wire.TxnRequest request, bool succeeded, ImmutableArray<OperationResult> results, Revision at)
    {
        var asked = succeeded ? request.Success : request.Failure;
        var response = new Wire.TxnResponse { Succeeded = succeeded };
        response.Responses.Capacity = results.Length;
        for (var position = 0; position < results.Length; position++)
        {
            response.Responses.Add(Of(asked[position], results[position], at));
        }

        return response;
    }

    private static Wire.ResponseOp Of(Wire.RequestOp request, OperationResult result, Revision at)
    {
        var header = new Wire.ResponseHeader { Revision = at.Value };
        switch (result)
        {
            case OperationResult.Put put:
                var written = Of(request.RequestPut, put);
                written.Header = header;
                return new Wire.ResponseOp { ResponsePut = written };
            case OperationResult.Delete delete:
                var deleted = Of(request.RequestDeleteRange, delete);
                deleted.Header = header;
                return new Wire.ResponseOp { ResponseDeleteRange = deleted };
            case OperationResult.GetRange { Slice: var slice }:
                var found = Of(slice.Items, slice.Count, slice.IsCutOff && !request.RequestRange.CountOnly);
                found.Header = header;
                return new Wire.ResponseOp { ResponseRange = found };
            case OperationResult.Nested nested:
                var inner = Of(request.RequestTxn, nested.Succeeded, nested.Results, at);
                inner.Header = header;
                return new Wire.ResponseOp { ResponseTxn = inner };
            default:
                throw new InvalidOperationException($"unknown result {result.GetType().Name}");
        }
    }

    private static void Add(Google.Protobuf.Collections.RepeatedField<Wire.KeyValue> field, ImmutableArray<KeyValue> items)
    {
        field.Capacity = items.Length;
        foreach (var item in items)
        {
            field.Add(KeyValues.Write(item));
        }
    }
}
