using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>A log on a WebSocket: each piece is a message, binary or in base64 as the client's protocol says.</summary>
internal static class WebSocketLog
{
    private const string Binary = "binary.k8s.io";
    private const string Base64 = "base64.binary.k8s.io";
    private const int PieceBytes = 24 * 1024;

    /// <exception cref="ApiException">400: the client speaks other protocols only, or the handshake lacks its key.</exception>
    public static async Task SendAsync(HttpContext context, Stream log, TimeProvider time)
    {
        var asked = context.WebSockets.WebSocketRequestedProtocols;
        var protocol = asked.FirstOrDefault(static known => known is Binary or Base64) ?? "";
        if (protocol.Length == 0 && asked.Count > 0)
        {
            throw StatusErrors.BadRequest($"a log is sent by the protocols {Binary} and {Base64}");
        }

        var socket = await WebSocketHandshake.AcceptAsync(context, protocol);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var leaving = WaitForCloseAsync(socket, stop);
        try
        {
            // An empty message first: the client sees that it is connected while nothing has been written.
            await SendAsync(socket, default, protocol is Base64, stop.Token);
            await CopyAsync(log, socket, protocol is Base64, stop.Token);
        }
        catch (Exception error) when (error is WebSocketException or IOException || stop.IsCancellationRequested)
        {
            // One side went before the log's end.
        }
        finally
        {
            await WebSocketHandshake.EndAsync(socket, time);
            await leaving;
        }
    }

    private static async Task CopyAsync(Stream from, WebSocket to, bool isBase64, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer.AsMemory(0, PieceBytes), cancellationToken)) > 0)
            {
                await SendAsync(to, buffer.AsMemory(0, read), isBase64, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whatever the client says has no meaning but its goodbye.</summary>
    private static async Task WaitForCloseAsync(WebSocket socket, CancellationTokenSource stop)
    {
        var ignored = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(ignored.AsMemory(), stop.Token)).MessageType is not WebSocketMessageType.Close)
            {
                // Read on.
            }
        }
        catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone without a word, or the log has ended.
        }

        await stop.CancelAsync();
    }

    private static async Task SendAsync(WebSocket socket, ReadOnlyMemory<byte> piece, bool isBase64, CancellationToken cancellationToken)
    {
        var message = isBase64 ? Encoding.ASCII.GetBytes(Convert.ToBase64String(piece.Span)) : piece;
        await socket.SendAsync(message, isBase64 ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
    }
}
