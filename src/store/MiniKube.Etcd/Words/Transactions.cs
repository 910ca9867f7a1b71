using MiniKube.Mvcc;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Words;

/// <summary>Transactions as etcd says them.</summary>
internal static class Transactions
{
    public static Transaction Read(Wire.TxnRequest request) => new()
    {
        Comparisons = [.. request.Compare.Select(Comparisons.Read)],
        Success = [.. request.Success.Select(Operations.Read)],
        Failure = [.. request.Failure.Select(Operations.Read)],
    };

    public static Wire.TxnRequest Write(Transaction transaction)
    {
        var request = new Wire.TxnRequest();
        request.Compare.AddRange(transaction.Comparisons.Select(Comparisons.Write));
        request.Success.AddRange(transaction.Success.Select(Operations.Write));
        request.Failure.AddRange(transaction.Failure.Select(Operations.Write));
        return request;
    }
}
