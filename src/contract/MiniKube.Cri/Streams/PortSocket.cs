using System.Net.WebSockets;
using System.Text;
using Grpc.Core;

namespace MiniKube.Cri.Streams;

/// <summary>A forwarded port on a WebSocket of a runtime's streaming server: the first byte of each message names its channel.</summary>
internal sealed class PortSocket : IAsyncDisposable
{
    private const string Protocol = "v4.channel.k8s.io";

    // Data first, then what went wrong.
    private const byte DataChannel = 0;
    private const int PortBytes = 2;

    private const int BufferBytes = 32 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);

    private PortSocket() => _socket.Options.AddSubProtocol(Protocol);

    public static async Task<PortSocket> ConnectAsync(string url, CancellationToken cancellationToken)
    {
        var session = new PortSocket();
        try
        {
            var address = new UriBuilder(url) { Scheme = url.StartsWith("https:", StringComparison.Ordinal) ? "wss" : "ws" }.Uri;
            await session._socket.ConnectAsync(address, cancellationToken);
            return session;
        }
        catch (WebSocketException exception)
        {
            await session.DisposeAsync();
            throw new RpcException(new Status(StatusCode.Unavailable, $"the runtime's streaming server refused: {exception.Message}", exception));
        }
    }

    /// <summary>Copies both ways until the pod's side has ended.</summary>
    public async Task ForwardAsync(Stream connection, CancellationToken cancellationToken)
    {
        using var whileRunning = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendInputAsync(connection, whileRunning.Token);
        var seen = new bool[2];
        try
        {
            await ReceiveAsync(
                async (channel, bytes) =>
                {
                    if (channel >= seen.Length)
                    {
                        throw new RpcException(new Status(StatusCode.Internal, $"the runtime's streaming server speaks on a channel that was not asked for: {channel}"));
                    }

                    // The first message of each channel only repeats the port.
                    var content = seen[channel] ? bytes : bytes[PortBytes..];
                    seen[channel] = true;
                    if (channel != DataChannel && content.Length > 0)
                    {
                        throw new RpcException(new Status(StatusCode.Unavailable, Encoding.UTF8.GetString(content.Span)));
                    }

                    await WriteAsync(connection, content, cancellationToken);
                },
                cancellationToken);
        }
        finally
        {
            await whileRunning.CancelAsync();
            await SettleAsync(sending);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReceiveAsync(Func<byte, ReadOnlyMemory<byte>, Task> receive, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        byte? channel = null;
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            }
            catch (WebSocketException exception) when (exception.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
            {
                // Runtimes drop the connection where others would close it.
                return;
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            var bytes = buffer.AsMemory(0, part.Count);
            if (channel is null)
            {
                if (bytes.IsEmpty)
                {
                    continue;
                }

                channel = bytes.Span[0];
                bytes = bytes[1..];
            }

            await receive(channel.Value, bytes);
            channel = part.EndOfMessage ? null : channel;
        }
    }

    private async Task SendInputAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        buffer[0] = DataChannel;
        int count;
        while ((count = await source.ReadAsync(buffer.AsMemory(1), cancellationToken)) > 0)
        {
            await SendAsync(buffer.AsMemory(0, count + 1), cancellationToken);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _ = _sending.Release();
        }
    }

    private static async Task WriteAsync(Stream to, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await to.WriteAsync(bytes, cancellationToken);
        await to.FlushAsync(cancellationToken);
    }

    /// <summary>A failure to send is not news: the other side has ended, and how it did is known.</summary>
    private static async Task SettleAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or WebSocketException or ObjectDisposedException)
        {
            // See above.
        }
    }
}
