using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Negotiation;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A watcher on a WebSocket (RFC 6455): each event is a message, text for JSON, binary without a length in front for protobuf.</summary>
internal sealed class WebSocketConnection(WebSocket socket, WireEncoding encoding, TimeProvider time) : WatchConnection
{
    private const string KeyMark = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int KeyLength = 24;
    private const int FrameLengthBytes = 4;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(1);

    private readonly ArrayBufferWriter<byte> _event = new(4096);

    public override IBufferWriter<byte> Writer => _event;

    public static bool IsAskedBy(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <exception cref="ApiException">400: the handshake lacks its key.</exception>
    public static async ValueTask<WatchConnection> OpenAsync(HttpContext context, WireEncoding encoding, TimeProvider time)
    {
        var key = context.Request.Headers.SecWebSocketKey.ToString();
        if (key.Length != KeyLength || context.Request.Headers.SecWebSocketVersion != "13")
        {
            throw StatusErrors.BadRequest("a WebSocket is opened with Sec-WebSocket-Version 13 and a Sec-WebSocket-Key");
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = AcceptOf(key);
        if (context.WebSockets.WebSocketRequestedProtocols is [var only])
        {
            // A watch speaks no protocol of its own; browsers want the one they named back.
            context.Response.Headers.SecWebSocketProtocol = only;
        }

        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        return new WebSocketConnection(
            WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = KeepAlive }),
            encoding,
            time);
    }

    public override async ValueTask EndEventAsync(CancellationToken cancellationToken)
    {
        var isText = encoding == WireEncoding.Json;
        var message = isText ? _event.WrittenMemory : _event.WrittenMemory[FrameLengthBytes..];
        await socket.SendAsync(message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        _event.ResetWrittenCount();
    }

    public override ValueTask<bool> FlushAsync(CancellationToken cancellationToken) => ValueTask.FromResult(socket.State == WebSocketState.Open);

    public override async ValueTask DisposeAsync()
    {
        using (socket)
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var wait = new CancellationTokenSource(CloseWait, time);
                try
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, wait.Token);
                }
                catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException)
                {
                    // The client went first.
                }
            }
        }
    }

#pragma warning disable CA5350 // RFC 6455 names SHA-1; it proves that the server speaks the protocol and protects nothing.
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeyMark)));
#pragma warning restore CA5350
}
