using System.Buffers.Binary;
using System.Threading.Channels;
using MiniKube.Cri.Streams.Spdy;

namespace MiniKube.Kubelet.Serving.Spdy;

/// <summary>
/// The serving side of a SPDY/3.1 connection. One loop reads frames and deals them out; it waits where a stream's reader does, so nothing
/// piles up. The clients there are (they share one library) keep no windows, so what is sent is held back by the connection alone.
/// </summary>
/// <param name="connection">Stays its owner's.</param>
/// <param name="streamsMax">Streams open at once; more are refused.</param>
internal sealed class SpdySession(Stream connection, int streamsMax) : IAsyncDisposable
{
    private const int SettingsMax = 64;
    private const int AcknowledgedBytes = 32 * 1024;
    private const int SynStreamBytes = 10;
    private const int StreamIdBytes = 4;

    private readonly SpdyWriter _writer = new(connection);
    private readonly HeaderInflater _headers = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<int, SpdyStream> _streams = [];
    private readonly Channel<SpdyStream> _opened = Channel.CreateBounded<SpdyStream>(new BoundedChannelOptions(streamsMax));
    private readonly byte[] _content = new byte[SynStreamBytes + HeaderInflater.CompressedBytesMax];
    private int _lastStreamId;
    private int _unacknowledged;

    /// <summary>Streams as the other side opens them; ends with the connection.</summary>
    public ChannelReader<SpdyStream> Opened => _opened.Reader;

    /// <summary>Cancelled when the other side has gone.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Reads until the other side has gone or breaks the protocol. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            await ReadFramesAsync(cancellationToken);
        }
        catch (SpdyException e)
        {
            fault = e;
            await GoAwayAsync(isBreach: true, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // However the connection ends, it has ended.
            fault = e is IOException ? e : null;
        }

        _opened.Writer.TryComplete();
        foreach (var stream in _streams.Values)
        {
            stream.EndOutput();
            await stream.EndInputAsync(stream.IsInputEnded ? null : fault is null ? null : new IOException("the connection has ended", fault));
        }

        await _gone.CancelAsync();
    }

    /// <summary>Says good-bye.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => GoAwayAsync(isBreach: false, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _headers.Dispose();
        _writer.Dispose();
        _gone.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task GoAwayAsync(bool isBreach, CancellationToken cancellationToken)
    {
        try
        {
            await _writer.SendGoAwayAsync(_lastStreamId, isBreach, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It was faster.
        }
    }

    private async Task ReadFramesAsync(CancellationToken cancellationToken)
    {
        var header = new byte[SpdyFrame.HeaderBytes];
        while (await connection.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken) == header.Length)
        {
            var frame = SpdyFrame.Read(header);
            if (frame.Type == SpdyFrameType.Data)
            {
                await DealAsync(frame, cancellationToken);
            }
            else
            {
                await TakeAsync(frame, cancellationToken);
            }
        }
    }

    private async ValueTask TakeAsync(SpdyFrame frame, CancellationToken cancellationToken)
    {
        var isLength = frame.Type switch
        {
            SpdyFrameType.SynStream => frame.Length is >= SynStreamBytes and <= SynStreamBytes + HeaderInflater.CompressedBytesMax,
            SpdyFrameType.SynReply or SpdyFrameType.Headers => frame.Length is >= StreamIdBytes and <= StreamIdBytes + HeaderInflater.CompressedBytesMax,
            SpdyFrameType.RstStream or SpdyFrameType.GoAway or SpdyFrameType.WindowUpdate => frame.Length == 8,
            SpdyFrameType.Settings => frame.Length % 8 == 4 && frame.Length <= 4 + (8 * SettingsMax),
            SpdyFrameType.Ping => frame.Length == 4,
            _ => frame.Length <= _content.Length,
        };
        if (!isLength)
        {
            throw new SpdyException($"a {frame.Type} frame of {frame.Length} bytes");
        }

        var content = _content.AsMemory(0, frame.Length);
        await connection.ReadExactlyAsync(content, cancellationToken);
        await TakeAsync(frame, content, cancellationToken);
    }

    private async ValueTask TakeAsync(SpdyFrame frame, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        switch (frame.Type)
        {
            case SpdyFrameType.SynStream:
                await OpenAsync(frame, content, cancellationToken);
                break;
            case SpdyFrameType.SynReply or SpdyFrameType.Headers:
                // Nobody here listens to them, but what is compressed next rests on them.
                _headers.Read(content.Span[StreamIdBytes..]);
                break;
            case SpdyFrameType.RstStream when _streams.Remove(Number(content), out var stream):
                stream.EndOutput();
                await stream.EndInputAsync(new IOException("the stream was reset"));
                break;
            case SpdyFrameType.Ping when BinaryPrimitives.ReadInt32BigEndian(content.Span) is var ping && ping % 2 != 0:
                await _writer.SendPingAsync(ping, cancellationToken);
                break;
            case SpdyFrameType.GoAway:
                _opened.Writer.TryComplete();
                break;
        }
    }

    private async ValueTask OpenAsync(SpdyFrame frame, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var id = Number(content);
        var headers = _headers.Read(content.Span[SynStreamBytes..]);
        if (id <= _lastStreamId || id % 2 == 0)
        {
            throw new SpdyException($"stream {id} opened after stream {_lastStreamId}");
        }

        _lastStreamId = id;
        ForgetEnded();
        var stream = new SpdyStream(id, headers, _writer, frame.IsUnidirectional);
        if (_streams.Count >= streamsMax)
        {
            await _writer.SendResetAsync(id, SpdyReset.RefusedStream, cancellationToken);
            return;
        }

        _streams.Add(id, stream);
        if (frame.IsFin)
        {
            await stream.EndInputAsync();
        }

        if (!frame.IsUnidirectional)
        {
            // Clients drop what comes on a stream before its reply, so nobody here may have the stream until that is sent.
            await _writer.SendReplyAsync(id, cancellationToken);
        }

        if (!_opened.Writer.TryWrite(stream))
        {
            _streams.Remove(id);
            await stream.ResetAsync(SpdyReset.RefusedStream, cancellationToken);
        }
    }

    private void ForgetEnded()
    {
        foreach (var ended in _streams.Values.Where(stream => stream.IsEnded).ToList())
        {
            _streams.Remove(ended.Id);
        }
    }

    /// <summary>Moves the content of a data frame into its stream as it comes, never all of it at once.</summary>
    private async ValueTask DealAsync(SpdyFrame frame, CancellationToken cancellationToken)
    {
        var isKnown = _streams.TryGetValue(frame.StreamId, out var stream) && !stream.IsInputEnded;
        if (!isKnown && (frame.StreamId > _lastStreamId || frame.StreamId % 2 == 0))
        {
            throw new SpdyException($"data for stream {frame.StreamId}, which was never opened");
        }

        for (var left = frame.Length; left > 0;)
        {
            var memory = isKnown ? stream!.Received.GetMemory() : _content;
            var read = await connection.ReadAsync(memory[..Math.Min(left, memory.Length)], cancellationToken);
            if (read == 0)
            {
                throw new IOException("the connection has ended in the middle of a frame");
            }

            left -= read;
            await AcknowledgeAsync(stream, read, cancellationToken);
            if (isKnown)
            {
                stream!.Received.Advance(read);
                await stream.Received.FlushAsync(cancellationToken);
            }
        }

        if (isKnown && frame.IsFin)
        {
            await stream!.EndInputAsync();
        }
    }

    /// <summary>Opens the windows of those who keep them. The connection's is that of stream 0.</summary>
    private async ValueTask AcknowledgeAsync(SpdyStream? stream, int bytes, CancellationToken cancellationToken)
    {
        _unacknowledged += bytes;
        if (_unacknowledged >= AcknowledgedBytes)
        {
            await _writer.SendWindowUpdateAsync(0, _unacknowledged, cancellationToken);
            _unacknowledged = 0;
        }

        if (stream is not null && (stream.Unacknowledged += bytes) >= AcknowledgedBytes)
        {
            await _writer.SendWindowUpdateAsync(stream.Id, stream.Unacknowledged, cancellationToken);
            stream.Unacknowledged = 0;
        }
    }

    private static int Number(ReadOnlyMemory<byte> content) => (int)(BinaryPrimitives.ReadUInt32BigEndian(content.Span) & 0x7FFFFFFF);
}
