using MiniKube.Kubelet.Serving.Spdy;

namespace MiniKube.Kubelet.Serving.Ports;

/// <summary>The two streams of one forwarded connection, which come one after the other.</summary>
internal sealed class PortPair(int port)
{
    private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Port { get; } = port;

    public SpdyStream? Data { get; private set; }

    public SpdyStream? Error { get; private set; }

    /// <summary>Completes when both have come.</summary>
    public Task Whole => _whole.Task;

    /// <returns>False when there is such a stream already.</returns>
    public bool TryAdd(SpdyStream stream, bool isData)
    {
        if ((isData ? Data : Error) is not null)
        {
            return false;
        }

        (Data, Error) = isData ? (stream, Error) : (Data, stream);
        if (Data is not null && Error is not null)
        {
            _whole.SetResult();
        }

        return true;
    }
}
