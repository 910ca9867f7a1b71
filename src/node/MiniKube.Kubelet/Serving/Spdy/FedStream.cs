namespace MiniKube.Kubelet.Serving.Spdy;

/// <summary>Bytes to read that somebody adds; at their end it is only at an end for now.</summary>
internal sealed class FedStream : Stream
{
    private byte[] _bytes = [];

    /// <summary>Bytes that nobody has read yet.</summary>
    public int Waiting => _bytes.Length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Add(ReadOnlySpan<byte> bytes) => _bytes = [.. _bytes, .. bytes];

    public override int Read(Span<byte> buffer)
    {
        var read = Math.Min(buffer.Length, _bytes.Length);
        _bytes.AsSpan(0, read).CopyTo(buffer);
        _bytes = _bytes[read..];
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
