using System.IO.Pipelines;

namespace MiniKube.ApiServer.InProcess;

/// <summary>Starts the response before the first bytes go out.</summary>
internal sealed class StartingPipeWriter(PipeWriter inner, InProcessResponse response) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        // The pipeline ends the response; a handler that completes its writer has only said that it is done.
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        response.HasStarted ? inner.FlushAsync(cancellationToken) : StartAndFlushAsync(cancellationToken);

    private async ValueTask<FlushResult> StartAndFlushAsync(CancellationToken cancellationToken)
    {
        await response.StartAsync(cancellationToken);
        return await inner.FlushAsync(cancellationToken);
    }
}
