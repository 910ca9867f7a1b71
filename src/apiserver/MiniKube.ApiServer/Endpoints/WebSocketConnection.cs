using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Negotiation;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A watcher on a WebSocket (RFC 6455): each event is a message, text for JSON, binary without a length in front for protobuf.</summary>
internal sealed class WebSocketConnection(WebSocket socket, WireEncoding encoding, TimeProvider time) : WatchConnection
{
    private const int FrameLengthBytes = 4;

    private readonly ArrayBufferWriter<byte> _event = new(4096);

    public override IBufferWriter<byte> Writer => _event;

    /// <exception cref="ApiException">400: the handshake lacks its key.</exception>
    public static async ValueTask<WatchConnection> OpenAsync(HttpContext context, WireEncoding encoding, TimeProvider time)
    {
        // A watch speaks no protocol of its own; browsers want the one they named back.
        var protocol = context.WebSockets.WebSocketRequestedProtocols is [var only] ? only : "";
        return new WebSocketConnection(await WebSocketHandshake.AcceptAsync(context, protocol), encoding, time);
    }

    public override async ValueTask EndEventAsync(CancellationToken cancellationToken)
    {
        var isText = encoding == WireEncoding.Json;
        var message = isText ? _event.WrittenMemory : _event.WrittenMemory[FrameLengthBytes..];
        await socket.SendAsync(message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        _event.ResetWrittenCount();
    }

    public override ValueTask<bool> FlushAsync(CancellationToken cancellationToken) => ValueTask.FromResult(socket.State == WebSocketState.Open);

    public override ValueTask DisposeAsync() => WebSocketHandshake.EndAsync(socket, time);
}
