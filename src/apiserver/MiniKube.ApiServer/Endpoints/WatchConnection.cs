using System.Buffers;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Negotiation;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The way to one watcher.</summary>
internal abstract class WatchConnection : IAsyncDisposable
{
    /// <summary>Opens the stream, so that the client knows the watch stands: a response without end, or a WebSocket where one is asked for.</summary>
    public static async ValueTask<WatchConnection> OpenAsync(EndpointRequest request, WireEncoding encoding)
    {
        if (WebSocketHandshake.IsAskedBy(request.Http))
        {
            return await WebSocketConnection.OpenAsync(request.Http, encoding, request.Time);
        }

        var response = request.Http.Response;
        response.StatusCode = 200;
        response.ContentType = encoding == WireEncoding.Protobuf ? AcceptedType.ProtobufStream : AcceptedType.Json;
        await response.StartAsync(request.Cancellation);
        await response.BodyWriter.FlushAsync(request.Cancellation);
        return new ResponseConnection(response.BodyWriter);
    }

    /// <summary>Where an event is written, whole.</summary>
    public abstract IBufferWriter<byte> Writer { get; }

    /// <summary>Call after each event; waits while the client is far behind.</summary>
    public abstract ValueTask EndEventAsync(CancellationToken cancellationToken);

    /// <summary>Sends what has been written.</summary>
    /// <returns>False when nobody reads any more.</returns>
    public abstract ValueTask<bool> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Ends the stream in order.</summary>
    public abstract ValueTask DisposeAsync();
}
