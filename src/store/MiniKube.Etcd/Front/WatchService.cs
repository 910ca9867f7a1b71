using Grpc.Core;
using MiniKube.Etcd.Payloads;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>Watches.</summary>
internal sealed class WatchService(EtcdBackend backend, EtcdFrontOptions options, TimeProvider time) : WatchContract
{
    public override async Task Watch(
        IAsyncStreamReader<Wire.WatchRequest> requestStream, IServerStreamWriter<WatchAnswer> responseStream, ServerCallContext context)
    {
        await using var stream = new WatchStream(backend, options.WatchProgressInterval, time, context.CancellationToken);
        await stream.RunAsync(requestStream, responseStream);
    }
}
