using Grpc.Core;
using MiniKube.Etcd.Payloads;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

#pragma warning disable VSTHRD200 // The name is the protocol's: gRPC finds the method by it.
/// <summary>The method of the service Watch; like the one that is made from the protocol, but that it answers without message objects.</summary>
[BindServiceMethod(typeof(WatchBinding), nameof(WatchBinding.BindService))]
internal abstract class WatchContract
{
    public abstract Task Watch(
        IAsyncStreamReader<Wire.WatchRequest> requestStream, IServerStreamWriter<WatchAnswer> responseStream, ServerCallContext context);
}
#pragma warning restore VSTHRD200
