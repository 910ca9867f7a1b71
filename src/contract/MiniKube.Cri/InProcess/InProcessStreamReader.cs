using System.Threading.Channels;
using Grpc.Core;

namespace MiniKube.Cri.InProcess;

/// <summary>Reads what the other side wrote; its failure is the failure of the call.</summary>
internal sealed class InProcessStreamReader<T>(ChannelReader<T> messages, InProcessCall call) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("There is no message before the first read and after the last.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        // As over a socket, cancelling a read cancels the call.
        using var registration = cancellationToken.Register(static state => ((InProcessCall)state!).Dispose(), call);
        try
        {
            while (await messages.WaitToReadAsync(call.Cancellation))
            {
                if (messages.TryRead(out _current))
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw call.Cancelled();
        }

        _current = null;
        return false;
    }
}
