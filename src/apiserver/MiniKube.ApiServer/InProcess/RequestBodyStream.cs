using System.IO.Pipelines;
using System.Net;

namespace MiniKube.ApiServer.InProcess;

/// <summary>Reads a content that can only write itself. It starts when the server first reads and waits while the server does not.</summary>
internal sealed class RequestBodyStream(HttpContent content) : Stream
{
    private readonly Pipe _pipe = new();
    private readonly CancellationTokenSource _closed = new();
    private Task? _copying;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _copying ??= CopyAsync();
        return await _pipe.Reader.AsStream(leaveOpen: true).ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
            _pipe.Reader.Complete();
        }

        base.Dispose(disposing);
    }

    private async Task CopyAsync()
    {
        try
        {
            await content.CopyToAsync(_pipe.Writer.AsStream(leaveOpen: true), default(TransportContext), _closed.Token);
            await _pipe.Writer.CompleteAsync();
        }
#pragma warning disable CA1031 // The reader gets whatever broke the content.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await _pipe.Writer.CompleteAsync(fault);
        }
    }
}
