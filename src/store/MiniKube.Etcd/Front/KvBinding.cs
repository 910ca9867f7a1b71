using Grpc.Core;
using MiniKube.Etcd.Payloads;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>What the protocol calls the methods of <see cref="KvContract"/>, and how their messages are read and written.</summary>
internal static class KvBinding
{
    private const string Service = "etcdserverpb.KV";

    private static readonly Method<Wire.RangeRequest, RangeAnswer> RangeMethod =
        Unary(nameof(KvContract.Range), MessageMarshaller.Of(Wire.RangeRequest.Parser), RangeAnswer.Marshaller);

    private static readonly Method<Wire.PutRequest, PutAnswer> PutMethod =
        Unary(nameof(KvContract.Put), MessageMarshaller.Of(Wire.PutRequest.Parser), PutAnswer.Marshaller);

    private static readonly Method<Wire.DeleteRangeRequest, Wire.DeleteRangeResponse> DeleteRangeMethod = Unary(
        nameof(KvContract.DeleteRange), MessageMarshaller.Of(Wire.DeleteRangeRequest.Parser), MessageMarshaller.Of(Wire.DeleteRangeResponse.Parser));

    private static readonly Method<Wire.TxnRequest, Wire.TxnResponse> TxnMethod =
        Unary(nameof(KvContract.Txn), MessageMarshaller.Of(Wire.TxnRequest.Parser), MessageMarshaller.Of(Wire.TxnResponse.Parser));

    private static readonly Method<Wire.CompactionRequest, Wire.CompactionResponse> CompactMethod = Unary(
        nameof(KvContract.Compact), MessageMarshaller.Of(Wire.CompactionRequest.Parser), MessageMarshaller.Of(Wire.CompactionResponse.Parser));

    /// <summary>Called by gRPC, which finds the methods of the service by their names.</summary>
    public static void BindService(ServiceBinderBase binder, KvContract? service)
    {
        binder.AddMethod(RangeMethod, service is null ? null : service.Range);
        binder.AddMethod(PutMethod, service is null ? null : service.Put);
        binder.AddMethod(DeleteRangeMethod, service is null ? null : service.DeleteRange);
        binder.AddMethod(TxnMethod, service is null ? null : service.Txn);
        binder.AddMethod(CompactMethod, service is null ? null : service.Compact);
    }

    private static Method<TRequest, TResponse> Unary<TRequest, TResponse>(
        string name, Marshaller<TRequest> request, Marshaller<TResponse> response) =>
        new(MethodType.Unary, Service, name, request, response);
}
