using System.Buffers.Binary;
using System.Text;

namespace MiniKube.Cri.Streams.Spdy;

/// <summary>
/// The opening side of a SPDY/3.1 connection: opens streams, sends on them, and hears what comes. Any number may send at once, one reads.
/// The servers there are keep no windows, so none are kept here.
/// </summary>
/// <param name="connection">Its own from now on.</param>
internal sealed class SpdyClient(Stream connection) : IAsyncDisposable
{
    private const int BufferBytes = 32 * 1024;
    private const int PingBytes = 4;

    // A few words are not worth compressing: plain blocks in the one zlib stream, each ended as a flush ends one.
    private static readonly byte[] StreamBegin = [0x78, 0xBB, 0xE3, 0xC6, 0xA7, 0xC2];
    private static readonly byte[] Flushed = [0, 0, 0, 0xFF, 0xFF];

    private readonly SemaphoreSlim _sending = new(1, 1);
    private int _lastStreamId = -1;

    /// <summary>Opens a stream with one header; the number is the stream's. One at a time.</summary>
    public async Task<int> OpenAsync(string header, string value, CancellationToken cancellationToken)
    {
        byte[] begin = _lastStreamId < 0 ? StreamBegin : [];
        _lastStreamId += 2;
        byte[] headers = [.. Number(1), .. Text(header), .. Text(value)];
        var (length, inverse) = ((ushort)headers.Length, (ushort)~headers.Length);
        byte[] content =
        [
            .. Number(_lastStreamId), .. Number(0), 0, 0, .. begin,
            0, (byte)length, (byte)(length >> 8), (byte)inverse, (byte)(inverse >> 8), .. headers, .. Flushed,
        ];
        await SendAsync(new SpdyFrame(SpdyFrameType.SynStream, 0, 0, content.Length), content, cancellationToken);
        return _lastStreamId;
    }

    /// <param name="streamId">Of the stream.</param>
    /// <param name="data">At most 16 MiB.</param>
    /// <param name="isLast">Nothing more will be sent on the stream.</param>
    /// <param name="cancellationToken">Gives up, and leaves the connection of no use.</param>
    public Task SendDataAsync(int streamId, ReadOnlyMemory<byte> data, bool isLast, CancellationToken cancellationToken) =>
        SendAsync(new SpdyFrame(SpdyFrameType.Data, streamId, isLast ? SpdyFrame.Fin : (byte)0, data.Length), data, cancellationToken);

    /// <summary>Reads until every stream named has ended, or the connection has.</summary>
    /// <param name="streams">The streams to wait for.</param>
    /// <param name="receive">Hears what comes on a stream; reading waits for it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReadAsync(IEnumerable<int> streams, Func<int, ReadOnlyMemory<byte>, Task> receive, CancellationToken cancellationToken)
    {
        var open = streams.ToHashSet();
        var buffer = new byte[BufferBytes];
        while (open.Count > 0
               && await connection.ReadAtLeastAsync(buffer.AsMemory(0, SpdyFrame.HeaderBytes), SpdyFrame.HeaderBytes, throwOnEndOfStream: false, cancellationToken)
               == SpdyFrame.HeaderBytes)
        {
            var frame = SpdyFrame.Read(buffer);
            if (frame.Type == SpdyFrameType.Data)
            {
                await TakeDataAsync(frame, buffer, receive, cancellationToken);
                _ = frame.IsFin && open.Remove(frame.StreamId);
            }
            else if (await TakeAsync(frame, buffer, cancellationToken) is { } reset)
            {
                _ = open.Remove(reset);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        _sending.Dispose();
    }

    private async Task TakeDataAsync(SpdyFrame frame, byte[] buffer, Func<int, ReadOnlyMemory<byte>, Task> receive, CancellationToken cancellationToken)
    {
        for (var left = frame.Length; left > 0;)
        {
            var part = buffer.AsMemory(0, Math.Min(left, buffer.Length));
            await connection.ReadExactlyAsync(part, cancellationToken);
            await receive(frame.StreamId, part);
            left -= part.Length;
        }
    }

    /// <summary>The stream that a control frame ends, if it ends one.</summary>
    private async Task<int?> TakeAsync(SpdyFrame frame, byte[] buffer, CancellationToken cancellationToken)
    {
        var first = 0;
        for (var left = frame.Length; left > 0;)
        {
            var part = buffer.AsMemory(0, Math.Min(left, buffer.Length));
            await connection.ReadExactlyAsync(part, cancellationToken);
            first = left == frame.Length && part.Length >= PingBytes ? BinaryPrimitives.ReadInt32BigEndian(part.Span) : first;
            left -= part.Length;
        }

        // Those with odd numbers answer ours, and there are none.
        if (frame is { Type: SpdyFrameType.Ping, Length: PingBytes } && first % 2 == 0)
        {
            await SendAsync(new SpdyFrame(SpdyFrameType.Ping, 0, 0, PingBytes), Number(first), cancellationToken);
        }

        return frame.Type == SpdyFrameType.RstStream ? first & int.MaxValue : null;
    }

    private async Task SendAsync(SpdyFrame frame, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var whole = new byte[SpdyFrame.HeaderBytes + content.Length];
        frame.Write(whole);
        content.CopyTo(whole.AsMemory(SpdyFrame.HeaderBytes));
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await connection.WriteAsync(whole, cancellationToken);
            await connection.FlushAsync(cancellationToken);
        }
        finally
        {
            _ = _sending.Release();
        }
    }

    private static byte[] Text(string text) => [.. Number(text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
