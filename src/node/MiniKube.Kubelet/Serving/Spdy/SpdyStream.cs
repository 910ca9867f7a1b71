using System.IO.Pipelines;

namespace MiniKube.Kubelet.Serving.Spdy;

/// <summary>One stream that the other side has opened.</summary>
internal sealed class SpdyStream
{
    private const int AheadBytesMax = 64 * 1024;

    private readonly SpdyWriter _writer;
    private readonly Pipe _input = new(new PipeOptions(
        pauseWriterThreshold: AheadBytesMax, resumeWriterThreshold: AheadBytesMax / 2, useSynchronizationContext: false));

    private int _isOutputEnded;

    public SpdyStream(int id, IReadOnlyDictionary<string, string> headers, SpdyWriter writer, bool isOutputEnded)
    {
        (Id, Headers, _writer) = (id, headers, writer);
        _isOutputEnded = isOutputEnded ? 1 : 0;
        Input = _input.Reader.AsStream();
        Output = new SentStream(SendAsync);
    }

    public int Id { get; }

    /// <summary>By name, whatever its case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    public Stream Input { get; }

    public Stream Output { get; }

    /// <summary>The other side has said that it sends no more. Set by the session alone.</summary>
    public bool IsInputEnded { get; private set; }

    public bool IsEnded => IsInputEnded && Volatile.Read(ref _isOutputEnded) != 0;

    /// <summary>Received bytes that the other side has not been told of. The session's own.</summary>
    public int Unacknowledged { get; set; }

    internal PipeWriter Received => _input.Writer;

    public async Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isOutputEnded) != 0)
        {
            throw new IOException($"stream {Id} has ended");
        }

        await _writer.SendDataAsync(Id, data, isLast: false, cancellationToken);
    }

    /// <summary>Says that this side sends no more; a second call does nothing.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isOutputEnded, 1) == 0)
        {
            await _writer.SendDataAsync(Id, ReadOnlyMemory<byte>.Empty, isLast: true, cancellationToken);
        }
    }

    public async Task ResetAsync(SpdyReset why, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isOutputEnded, 1) == 0)
        {
            await _writer.SendResetAsync(Id, why, cancellationToken);
        }
    }

    internal async ValueTask EndInputAsync(Exception? fault = null)
    {
        IsInputEnded = true;
        await _input.Writer.CompleteAsync(fault);
    }

    internal void EndOutput() => Interlocked.Exchange(ref _isOutputEnded, 1);
}
