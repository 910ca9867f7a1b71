using Grpc.Core;
using MiniKube.Etcd.Payloads;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>What the protocol calls the method of <see cref="WatchContract"/>, and how its messages are read and written.</summary>
internal static class WatchBinding
{
    private static readonly Method<Wire.WatchRequest, WatchAnswer> WatchMethod = new(
        MethodType.DuplexStreaming,
        "etcdserverpb.Watch",
        nameof(WatchContract.Watch),
        MessageMarshaller.Of(Wire.WatchRequest.Parser),
        WatchAnswer.Marshaller);

    /// <summary>Called by gRPC, which finds the methods of the service by their names.</summary>
    public static void BindService(ServiceBinderBase binder, WatchContract? service) =>
        binder.AddMethod(WatchMethod, service is null ? null : service.Watch);
}
