using System.Collections.Frozen;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace MiniKube.Kubelet.Serving.Channels;

/// <summary>
/// Several byte streams on one WebSocket: the first byte of a message names the channel. With version 5 a message on channel 255 ends the
/// channel that it names.
/// </summary>
internal sealed class ChannelSocket(WebSocket socket, bool canClose, IEnumerable<int> inputs) : IAsyncDisposable
{
    private const byte CloseChannel = 255;
    private const int BufferBytes = 32 * 1024;

    private readonly FrozenDictionary<int, Pipe> _inputs = inputs.ToFrozenDictionary(channel => channel, _ => new Pipe());
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Cancelled when the other side has gone.</summary>
    public CancellationToken Gone => _gone.Token;

    public Stream Input(int channel) => _inputs[channel].Reader.AsStream();

    public Stream Output(int channel) => new SentStream((buffer, cancellationToken) => SendAsync((byte)channel, buffer, cancellationToken));

    /// <summary>Sends one message; an empty one is allowed.</summary>
    public async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var message = new byte[data.Length + 1];
        message[0] = channel;
        data.CopyTo(message.AsMemory(1));
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException e)
        {
            throw new IOException("the connection has ended", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Deals out what comes until the other side is gone, and answers its good-bye (RFC 6455, section 5.5.1).</summary>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReceiveAllAsync(cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            // However the connection ends, it has ended.
        }
        finally
        {
            foreach (var pipe in _inputs.Values)
            {
                await pipe.Writer.CompleteAsync();
            }

            await _gone.CancelAsync();
        }

        if (socket.State is WebSocketState.CloseReceived)
        {
            await CloseAsync(cancellationToken);
        }
    }

    /// <summary>Says good-bye, so that the other side knows that it has got everything.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            // It was faster, or does not listen.
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        _sending.Dispose();
        _gone.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReceiveAllAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var channel = -1;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (part.MessageType is WebSocketMessageType.Close)
            {
                return;
            }

            var data = buffer.AsMemory(0, part.Count);
            if (channel < 0 && data.Length > 0)
            {
                channel = data.Span[0];
                data = data[1..];
            }

            await DealAsync(channel, data, cancellationToken);
            if (part.EndOfMessage)
            {
                channel = -1;
            }
        }
    }

    private async Task DealAsync(int channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (channel == CloseChannel && canClose && data.Length > 0)
        {
            if (_inputs.TryGetValue(data.Span[0], out var closed))
            {
                await closed.Writer.CompleteAsync();
            }

            return;
        }

        // A reader that takes its time slows the sender down, as a pipe would.
        if (data.Length > 0 && _inputs.TryGetValue(channel, out var pipe))
        {
            try
            {
                _ = await pipe.Writer.WriteAsync(data, cancellationToken);
            }
            catch (InvalidOperationException)
            {
                // Input after the end of input is dropped.
            }
        }
    }
}
