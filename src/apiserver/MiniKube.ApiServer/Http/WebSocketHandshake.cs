using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Http;

/// <summary>Begins and ends a connection by WebSocket (RFC 6455).</summary>
internal static class WebSocketHandshake
{
    private const string KeyMark = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int KeyLength = 24;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(1);

    public static bool IsAskedBy(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <param name="context">A request that asks for it.</param>
    /// <param name="protocol">The one of those asked for that is spoken; empty for none.</param>
    /// <exception cref="ApiException">400: the handshake lacks its key.</exception>
    public static async Task<WebSocket> AcceptAsync(HttpContext context, string protocol)
    {
        var key = context.Request.Headers.SecWebSocketKey.ToString();
        if (key.Length != KeyLength || context.Request.Headers.SecWebSocketVersion != "13")
        {
            throw StatusErrors.BadRequest("a WebSocket is opened with Sec-WebSocket-Version 13 and a Sec-WebSocket-Key");
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = AcceptOf(key);
        if (protocol.Length > 0)
        {
            context.Response.Headers.SecWebSocketProtocol = protocol;
        }

        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = KeepAlive });
    }

    /// <summary>Says that nothing more comes, where somebody may still hear it.</summary>
    public static async ValueTask EndAsync(WebSocket socket, TimeProvider time)
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
