using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniKube.Kubelet.Serving;

/// <summary>Turns a request into a WebSocket (RFC 6455), over a socket or in process.</summary>
internal static class WebSocketUpgrade
{
    // Fixed by RFC 6455, section 1.3.
    private const string Key = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <param name="context">The request.</param>
    /// <param name="supported">Subprotocols, the best first.</param>
    /// <returns>The socket and the subprotocol agreed on.</returns>
    /// <exception cref="ServingException">It is no such request, or speaks none of the subprotocols.</exception>
    public static async Task<(WebSocket Socket, string Protocol)> AcceptAsync(HttpContext context, string[] supported)
    {
        var headers = context.Request.Headers;
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || !headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase))
        {
            throw new ServingException(400, "Upgrade request required: this node streams over WebSocket and SPDY/3.1");
        }

        var asked = headers.SecWebSocketProtocol.OfType<string>().SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries)).ToList();
        var protocol = supported.FirstOrDefault(candidate => asked.Contains(candidate, StringComparer.Ordinal))
            ?? throw new ServingException(403, $"unable to upgrade: none of the subprotocols {string.Join(", ", asked)} is spoken here");
#pragma warning disable CA5350 // The protocol says SHA-1, and nothing rests on it.
        var accept = SHA1.HashData(Encoding.ASCII.GetBytes(headers.SecWebSocketKey + Key));
#pragma warning restore CA5350
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(accept);
        context.Response.Headers.SecWebSocketProtocol = protocol;
        var stream = await upgrade.UpgradeAsync();
        return (WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = KeepAlive }), protocol);
    }
}
