using Grpc.Core;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>Watches.</summary>
internal sealed class WatchService(EtcdBackend backend, EtcdFrontOptions options, TimeProvider time) : Wire.Watch.WatchBase
{
    public override async Task Watch(
        IAsyncStreamReader<Wire.WatchRequest> requestStream, IServerStreamWriter<Wire.WatchResponse> responseStream, ServerCallContext context)
    {
        await using var stream = new WatchStream(backend, options.WatchProgressInterval, time, context.CancellationToken);
        await stream.RunAsync(requestStream, responseStream);
    }
}
