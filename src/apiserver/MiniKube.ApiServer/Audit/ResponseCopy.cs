using System.IO.Compression;

namespace MiniKube.ApiServer.Audit;

/// <summary>Passes an answer on, and keeps what passes, up to a bound.</summary>
internal sealed class ResponseCopy(Stream answer, int bytesMax) : Stream
{
    private readonly MemoryStream _kept = new();

    /// <summary>The answer was larger than what may be kept.</summary>
    public bool IsTooLarge { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What passed, unpacked where it was packed; empty when it is too large.</summary>
    /// <param name="contentEncoding">As the answer's header says.</param>
    public ReadOnlyMemory<byte> Kept(string contentEncoding)
    {
        if (IsTooLarge)
        {
            return default;
        }

        var kept = _kept.GetBuffer().AsMemory(0, (int)_kept.Length);
        return contentEncoding == "gzip" ? Unpack(kept) : kept;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Keep(buffer.Span);
        return answer.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Keep(buffer.AsSpan(offset, count));
        answer.Write(buffer, offset, count);
    }

    public override void Flush() => answer.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => answer.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        IsTooLarge |= _kept.Length + bytes.Length > bytesMax;
        if (IsTooLarge)
        {
            _kept.SetLength(0);
            _kept.Capacity = 0;
        }
        else
        {
            _kept.Write(bytes);
        }
    }

    private byte[] Unpack(ReadOnlyMemory<byte> packed)
    {
        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        var part = new byte[16 * 1024];
        try
        {
            for (var count = gzip.Read(part); count > 0; count = gzip.Read(part))
            {
                if (unpacked.Length + count > bytesMax)
                {
                    IsTooLarge = true;
                    return [];
                }

                unpacked.Write(part, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            // An answer that broke off.
            return [];
        }

        return unpacked.ToArray();
    }
}
