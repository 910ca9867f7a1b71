using Grpc.Core;
using MiniKube.Etcd.Payloads;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

#pragma warning disable VSTHRD200 // The names are the protocol's: gRPC finds the methods by them.
/// <summary>The methods of the service KV; like the one that is made from the protocol, but that ranges and puts are answered without message objects.</summary>
[BindServiceMethod(typeof(KvBinding), nameof(KvBinding.BindService))]
internal abstract class KvContract
{
    public abstract Task<RangeAnswer> Range(Wire.RangeRequest request, ServerCallContext context);

    public abstract Task<PutAnswer> Put(Wire.PutRequest request, ServerCallContext context);

    public abstract Task<Wire.DeleteRangeResponse> DeleteRange(Wire.DeleteRangeRequest request, ServerCallContext context);

    public abstract Task<Wire.TxnResponse> Txn(Wire.TxnRequest request, ServerCallContext context);

    public abstract Task<Wire.CompactionResponse> Compact(Wire.CompactionRequest request, ServerCallContext context);
}
#pragma warning restore VSTHRD200
