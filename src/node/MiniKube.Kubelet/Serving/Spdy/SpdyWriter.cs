using System.Buffers.Binary;
using MiniKube.Cri.Streams.Spdy;

namespace MiniKube.Kubelet.Serving.Spdy;

/// <summary>Sends frames, one at a time. A sender waits while the connection takes no more.</summary>
internal sealed class SpdyWriter(Stream connection) : IDisposable
{
    private const int DataBytesMax = 32 * 1024;

    // Nothing that this side says is worth compressing: plain blocks in the one zlib stream, each ended as a flush ends one.
    private static readonly byte[] StreamBegin = [0x78, 0xBB, 0xE3, 0xC6, 0xA7, 0xC2];
    private static readonly byte[] NoHeaders = [0, 4, 0, 0xFB, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    private readonly SemaphoreSlim _sending = new(1, 1);
    private bool _hasRepliedOnce;

    public async Task SendDataAsync(int streamId, ReadOnlyMemory<byte> data, bool isLast, CancellationToken cancellationToken)
    {
        do
        {
            var part = data[..Math.Min(DataBytesMax, data.Length)];
            data = data[part.Length..];
            var flags = isLast && data.IsEmpty ? SpdyFrame.Fin : (byte)0;
            await SendAsync(new SpdyFrame(SpdyFrameType.Data, streamId, flags, part.Length), part, cancellationToken);
        }
        while (!data.IsEmpty);
    }

    /// <summary>Accepts a stream.</summary>
    public async Task SendReplyAsync(int streamId, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            byte[] content = [.. Numbers(streamId), .. _hasRepliedOnce ? [] : StreamBegin, .. NoHeaders];
            _hasRepliedOnce = true;
            await WriteAsync(new SpdyFrame(SpdyFrameType.SynReply, 0, 0, content.Length), content, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public Task SendResetAsync(int streamId, SpdyReset why, CancellationToken cancellationToken) =>
        SendNumbersAsync(SpdyFrameType.RstStream, cancellationToken, streamId, (int)why);

    public Task SendPingAsync(int id, CancellationToken cancellationToken) => SendNumbersAsync(SpdyFrameType.Ping, cancellationToken, id);

    public Task SendWindowUpdateAsync(int streamId, int bytes, CancellationToken cancellationToken) =>
        SendNumbersAsync(SpdyFrameType.WindowUpdate, cancellationToken, streamId, bytes);

    /// <param name="lastStreamId">The last that was accepted.</param>
    /// <param name="isBreach">The other side has broken the protocol.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SendGoAwayAsync(int lastStreamId, bool isBreach, CancellationToken cancellationToken) =>
        SendNumbersAsync(SpdyFrameType.GoAway, cancellationToken, lastStreamId, isBreach ? 1 : 0);

    public void Dispose() => _sending.Dispose();

    private Task SendNumbersAsync(SpdyFrameType type, CancellationToken cancellationToken, params int[] numbers)
    {
        var content = Numbers(numbers);
        return SendAsync(new SpdyFrame(type, 0, 0, content.Length), content, cancellationToken);
    }

    private async Task SendAsync(SpdyFrame frame, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(frame, content, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task WriteAsync(SpdyFrame frame, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var whole = new byte[SpdyFrame.HeaderBytes + content.Length];
        frame.Write(whole);
        content.CopyTo(whole.AsMemory(SpdyFrame.HeaderBytes));
        await connection.WriteAsync(whole, cancellationToken);
        await connection.FlushAsync(cancellationToken);
    }

    private static byte[] Numbers(params int[] numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(int)];
        for (var index = 0; index < numbers.Length; index++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(index * sizeof(int)), numbers[index]);
        }

        return bytes;
    }
}
