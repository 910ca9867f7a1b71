namespace MiniKube.ApiServer.Aggregation;

/// <summary>
/// Puts an end of line where a mark is written. The HTTP client joins the values of a header with commas; servers written in Go take each
/// line of <c>X-Remote-Group</c> for one group, commas included, so the lines have to be apart. The mark is random and never leaves the process.
/// </summary>
internal sealed class HeaderLineStream(Stream inner, byte[] mark) : Stream
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();
    private static readonly byte[] Switching = "HTTP/1.1 101 "u8.ToArray();

    /// <summary>The end of what was written so far, where it may be the beginning of a mark.</summary>
    private byte[] _held = [];

    /// <summary>How much of <see cref="Switching"/> has been read since the last write; -1 once something else has.</summary>
    private int _matched;

    /// <summary>Both sides have left HTTP: what is written now are no headers, and nothing of it may be held back.</summary>
    private bool _isUpgraded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isUpgraded)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        _matched = 0;
        var rest = _held.Length == 0 ? buffer : (byte[])[.. _held, .. buffer.Span];
        _held = [];
        for (var at = rest.Span.IndexOf(mark); at >= 0; at = rest.Span.IndexOf(mark))
        {
            await inner.WriteAsync(rest[..at], cancellationToken);
            await inner.WriteAsync(LineEnd, cancellationToken);
            rest = rest[(at + mark.Length)..];
        }

        var begun = BegunAtEnd(rest.Span);
        _held = rest[^begun..].ToArray();
        await inner.WriteAsync(rest[..^begun], cancellationToken);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_held.Length > 0)
        {
            await inner.WriteAsync(_held, cancellationToken);
            _held = [];
        }

        await inner.FlushAsync(cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        LookForUpgrade(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("only asynchronous requests are sent");

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void LookForUpgrade(ReadOnlySpan<byte> answer)
    {
        if (_isUpgraded || _matched < 0)
        {
            return;
        }

        var length = Math.Min(answer.Length, Switching.Length - _matched);
        _matched = answer[..length].SequenceEqual(Switching.AsSpan(_matched, length)) ? _matched + length : -1;
        _isUpgraded = _matched == Switching.Length;
    }

    private int BegunAtEnd(ReadOnlySpan<byte> written)
    {
        for (var length = Math.Min(mark.Length - 1, written.Length); length > 0; length--)
        {
            if (written[^length..].SequenceEqual(mark.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
