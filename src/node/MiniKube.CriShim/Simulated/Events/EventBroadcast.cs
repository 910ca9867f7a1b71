using System.Threading.Channels;
using Grpc.Core;
using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Simulated.Events;

/// <summary>Sends every event to every reader; a reader that falls too far behind is cut off rather than waited for.</summary>
internal sealed class EventBroadcast(int eventsPerReaderMax)
{
    private readonly Lock _gate = new();
    private readonly List<ChannelWriter<ContainerEventResponse>> _readers = [];

    public bool HasReaders
    {
        get
        {
            lock (_gate)
            {
                return _readers.Count > 0;
            }
        }
    }

    public async Task ServeAsync(IServerStreamWriter<ContainerEventResponse> stream, CancellationToken cancellationToken)
    {
        var events = Channel.CreateBounded<ContainerEventResponse>(eventsPerReaderMax);
        Add(events.Writer);
        try
        {
            await foreach (var happened in events.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(happened, cancellationToken);
            }
        }
        finally
        {
            Remove(events.Writer);
        }
    }

    /// <summary>The event is shared between readers: nobody changes it afterwards.</summary>
    public void Publish(ContainerEventResponse happened)
    {
        lock (_gate)
        {
            for (var i = _readers.Count - 1; i >= 0; i--)
            {
                if (!_readers[i].TryWrite(happened))
                {
                    _ = _readers[i].TryComplete(new RpcException(new Status(
                        StatusCode.ResourceExhausted, $"the reader is more than {eventsPerReaderMax} events behind; list and subscribe again")));
                    _readers.RemoveAt(i);
                }
            }
        }
    }

    private void Add(ChannelWriter<ContainerEventResponse> reader)
    {
        lock (_gate)
        {
            _readers.Add(reader);
        }
    }

    private void Remove(ChannelWriter<ContainerEventResponse> reader)
    {
        lock (_gate)
        {
            _ = _readers.Remove(reader);
        }
    }
}
