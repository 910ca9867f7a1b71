using System.Text;

namespace MiniKube.EndToEnd.Tests.Containerd;

/// <summary>A caller that sends something, and keeps what it gets.</summary>
internal sealed class DuplexStream(byte[] sent) : Stream
{
    private readonly MemoryStream _sent = new(sent);
    private readonly MemoryStream _received = new();

    public string Received => Encoding.UTF8.GetString(_received.ToArray());

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => _sent.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _sent.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => _received.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => _received.WriteAsync(buffer, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
