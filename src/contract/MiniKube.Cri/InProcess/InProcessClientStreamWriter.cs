using System.Threading.Channels;
using Grpc.Core;

namespace MiniKube.Cri.InProcess;

/// <summary>The caller's end of a stream: waits when the service reads slowly.</summary>
internal sealed class InProcessClientStreamWriter<T>(ChannelWriter<T> messages, InProcessCall call) : IClientStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, call.Cancellation);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        // As over a socket, cancelling a write cancels the call.
        using var registration = cancellationToken.Register(static state => ((InProcessCall)state!).Dispose(), call);
        try
        {
            await messages.WriteAsync(Messages.Clone(message), call.Cancellation);
        }
        catch (OperationCanceledException)
        {
            throw call.Cancelled();
        }
    }

    public Task CompleteAsync()
    {
        _ = messages.TryComplete();
        return Task.CompletedTask;
    }
}
