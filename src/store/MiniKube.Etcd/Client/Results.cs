using System.Collections.Immutable;
using MiniKube.Etcd.Words;
using MiniKube.Mvcc;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Client;

/// <summary>What etcd answers to a transaction, as our seam has it.</summary>
internal static class Results
{
    public static TransactionResult Read(Transaction transaction, Wire.TxnResponse response)
    {
        var at = new Revision(response.Header.Revision);
        return new TransactionResult(response.Succeeded, at, Read(transaction, response, at));
    }

    public static RangeSlice Read(Wire.RangeResponse response) =>
        new([.. response.Kvs.Select(KeyValues.Read)], response.Count, response.More);

    private static ImmutableArray<OperationResult> Read(Transaction transaction, Wire.TxnResponse response, Revision at)
    {
        var operations = response.Succeeded ? transaction.Success : transaction.Failure;
        return [.. operations.Zip(response.Responses, (operation, answer) => Read(operation, answer, at))];
    }

    private static OperationResult Read(Operation operation, Wire.ResponseOp response, Revision at) => operation switch
    {
        Operation.Put put => Read(put, response.ResponsePut.PrevKv, at),
        Operation.Delete => new OperationResult.Delete([.. response.ResponseDeleteRange.PrevKvs.Select(KeyValues.Read)]),
        Operation.Get => new OperationResult.Get(response.ResponseRange.Kvs.Select(KeyValues.Read).SingleOrDefault()),
        Operation.GetRange => new OperationResult.GetRange(Read(response.ResponseRange)),
        Operation.Nested { Transaction: var nested } => new OperationResult.Nested(
            response.ResponseTxn.Succeeded, Read(nested, response.ResponseTxn, at)),
        _ => throw new InvalidOperationException($"unknown operation {operation.GetType().Name}"),
    };

    /// <summary>etcd says what was; what is now follows from that.</summary>
    private static OperationResult.Put Read(Operation.Put put, Wire.KeyValue? before, Revision at)
    {
        var previous = before is null ? null : KeyValues.Read(before);
        return new OperationResult.Put(previous, new KeyValue(
            put.Key,
            put.KeepsValue ? previous!.Value : put.Value,
            previous?.CreateRevision ?? at,
            at,
            (previous?.Version ?? 0) + 1,
            put.KeepsLease ? previous!.Lease : put.Lease));
    }
}
