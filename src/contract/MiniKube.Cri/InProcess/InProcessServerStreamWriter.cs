using System.Threading.Channels;
using Grpc.Core;

namespace MiniKube.Cri.InProcess;

/// <summary>The service's end of a stream: waits when the caller reads slowly.</summary>
internal sealed class InProcessServerStreamWriter<T>(ChannelWriter<T> messages, InProcessCall call) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, call.Cancellation);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
        => await messages.WriteAsync(Messages.Clone(message), cancellationToken).AsTask().WaitAsync(call.Cancellation);
}
