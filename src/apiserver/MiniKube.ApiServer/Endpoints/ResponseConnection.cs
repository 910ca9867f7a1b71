using System.Buffers;
using System.IO.Pipelines;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A watcher that reads a response without end.</summary>
internal sealed class ResponseConnection(PipeWriter response) : WatchConnection
{
    private const int FlushBytes = 64 * 1024;

    public override IBufferWriter<byte> Writer => response;

    public override async ValueTask EndEventAsync(CancellationToken cancellationToken)
    {
        if (response.UnflushedBytes > FlushBytes)
        {
            await response.FlushAsync(cancellationToken);
        }
    }

    public override async ValueTask<bool> FlushAsync(CancellationToken cancellationToken) =>
        !(await response.FlushAsync(cancellationToken)).IsCompleted;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
