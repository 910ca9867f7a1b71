using Google.Protobuf.Collections;
using Grpc.Core;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>What a request must keep to before the store sees it, with etcd's refusals.</summary>
internal static class RequestRules
{
    /// <summary>Comparisons, and steps of a branch, that a transaction may have; etcd's default.</summary>
    public const int OperationsMax = 128;

    /// <exception cref="RpcException">The refusal.</exception>
    public static void Check(Wire.RangeRequest request) => CheckKey(request.Key.IsEmpty);

    /// <exception cref="RpcException">The refusal.</exception>
    public static void Check(Wire.DeleteRangeRequest request) => CheckKey(request.Key.IsEmpty);

    /// <exception cref="RpcException">The refusal.</exception>
    public static void Check(Wire.PutRequest request)
    {
        CheckKey(request.Key.IsEmpty);
        if (request.IgnoreValue && !request.Value.IsEmpty)
        {
            throw EtcdErrors.ValueProvided;
        }

        if (request.IgnoreLease && request.Lease != 0)
        {
            throw EtcdErrors.LeaseProvided;
        }
    }

    /// <exception cref="RpcException">The refusal.</exception>
    public static void Check(Wire.TxnRequest request)
    {
        if (Math.Max(request.Compare.Count, Math.Max(request.Success.Count, request.Failure.Count)) > OperationsMax)
        {
            throw EtcdErrors.TooManyOperations;
        }

        foreach (var compare in request.Compare)
        {
            CheckKey(compare.Key.IsEmpty);
            CheckKnown((int)compare.Result, (int)Wire.Compare.Types.CompareResult.NotEqual);
            CheckKnown((int)compare.Target, (int)Wire.Compare.Types.CompareTarget.Lease);
        }

        Check(request.Success);
        Check(request.Failure);
    }

    private static void Check(RepeatedField<Wire.RequestOp> operations)
    {
        foreach (var operation in operations)
        {
            switch (operation.RequestCase)
            {
                case Wire.RequestOp.RequestOneofCase.RequestRange:
                    Check(operation.RequestRange);
                    break;
                case Wire.RequestOp.RequestOneofCase.RequestPut:
                    Check(operation.RequestPut);
                    break;
                case Wire.RequestOp.RequestOneofCase.RequestDeleteRange:
                    Check(operation.RequestDeleteRange);
                    break;
                case Wire.RequestOp.RequestOneofCase.RequestTxn:
                    Check(operation.RequestTxn);
                    break;
                default:
                    throw EtcdErrors.KeyNotFound;
            }
        }
    }

    private static void CheckKey(bool isEmpty)
    {
        if (isEmpty)
        {
            throw EtcdErrors.EmptyKey;
        }
    }

    private static void CheckKnown(int word, int last)
    {
        if (word < 0 || word > last)
        {
            throw EtcdErrors.Of(StatusCode.InvalidArgument, "etcdserver: invalid comparison");
        }
    }
}
